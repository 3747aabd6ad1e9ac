package org.carillon.cluster.memory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;

/** The list of a node that is alone. */
public final class MemoryNodes implements Nodes {
    private volatile List<NodeState> shown = List.of();

    @Override
    public void show(NodeState own) {
        shown = List.of(own);
    }

    @Override
    public CompletionStage<List<NodeState>> list() {
        return CompletableFuture.completedStage(shown);
    }

    @Override
    public List<NodeState> known() {
        return shown;
    }

    @Override
    public void leave() {
        shown = List.of();
    }
}
