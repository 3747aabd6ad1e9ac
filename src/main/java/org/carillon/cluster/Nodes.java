package org.carillon.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The living nodes. A node is one as long as it is shown again and again: without that it is forgotten when its lease
 * is over.
 */
public interface Nodes {

    /**
     * Shows this node as it is now, for one more lease; to be called every second or so. It waits for nothing: while
     * the store is away it has no effect.
     */
    void show(NodeState own);

    /**
     * The living nodes, this one among them once it was shown, by their names.
     *
     * @return the nodes; completes exceptionally with {@link org.carillon.RefusedException}: {@code unavailable}
     */
    CompletionStage<List<NodeState>> list();

    /** The living nodes as they were a moment ago; while the store is away, as they were when it was last there. */
    List<NodeState> known();

    /** A living node as it was a moment ago. */
    default Optional<NodeState> find(String name) {
        return known().stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** Forgets this node: it stops. */
    void leave();
}
