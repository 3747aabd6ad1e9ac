package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import org.carillon.cluster.NodeState.Phase;
import org.carillon.node.ThisNode;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Nodes} must do. */
public abstract class NodesContract {
    /** A list that nobody is on, as the node {@link #self} sees it. */
    protected abstract Nodes create();

    /** The node that sees it. */
    protected abstract ThisNode self();

    /** A node as it shows itself. */
    public static NodeState state(ThisNode node, int sessions, Phase phase) {
        return new NodeState(node.name(), node.instance(), "http://10.0.0.5:8080/carillon", sessions, 7,
                Instant.ofEpochMilli(node.since().toEpochMilli()), phase);
    }

    /** Who lives. */
    protected static List<NodeState> living(Nodes nodes) {
        return nodes.list().toCompletableFuture().join();
    }

    @Test
    void list_nobodyShown_empty() {
        Nodes nodes = create();

        assertThat(living(nodes)).isEmpty();
        assertThat(nodes.known()).isEmpty();
        assertThat(nodes.find(self().name())).isEmpty();
    }

    @Test
    void show_again_isListedAsItIsNow() {
        Nodes nodes = create();
        nodes.show(state(self(), 1, Phase.UP));
        nodes.show(state(self(), 2, Phase.DRAINING));

        assertThat(living(nodes)).containsExactly(state(self(), 2, Phase.DRAINING));
        await().untilAsserted(() -> assertThat(nodes.find(self().name()))
                .contains(state(self(), 2, Phase.DRAINING)));
        assertThat(nodes.find("nobody")).isEmpty();
    }

    @Test
    void leave_shown_isForgotten() {
        Nodes nodes = create();
        nodes.show(state(self(), 1, Phase.UP));
        nodes.leave();

        assertThat(living(nodes)).isEmpty();
    }
}
