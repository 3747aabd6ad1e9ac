package org.carillon.server;

import jakarta.inject.Inject;
import java.time.Clock;
import org.carillon.channel.ChannelRegistry;
import org.carillon.cluster.Health;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.NodeState.Phase;
import org.carillon.cluster.Nodes;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.ThisNode;
import org.carillon.session.Drain;
import org.carillon.session.SessionRegistry;

/** Shows other nodes that this one lives, and its load. */
@Component
class NodeWatch {
    private static final long PERIOD_MILLIS = 1000;

    private final Nodes nodes;
    private final ThisNode self;
    private final SessionRegistry sessions;
    private final ChannelRegistry channels;
    private final Drain drain;
    private final Clock clock;
    private long shownAt;

    @Inject
    NodeWatch(
            Nodes nodes, ThisNode self, SessionRegistry sessions, ChannelRegistry channels, Drain drain,
            Health store, Metrics metrics, @Own Clock clock) {
        this.nodes = nodes;
        this.self = self;
        this.sessions = sessions;
        this.channels = channels;
        this.drain = drain;
        this.clock = clock;
        metrics.gauge("carillon.nodes", "Living nodes, this one among them", () -> nodes.known().size());
        metrics.gauge("carillon.store.available", "1 if the store can be reached, else 0",
                () -> store.trouble().isEmpty() ? 1 : 0);
    }

    /** Shows this node if a second has gone by, or the clock was set back; to be called by one thread at a time. */
    void sweep() {
        long now = clock.millis();
        if (Math.abs(now - shownAt) >= PERIOD_MILLIS) {
            shownAt = now;
            show();
        }
    }

    private void show() {
        nodes.show(new NodeState(self.name(), self.instance(), self.url(), sessions.count(), channels.count(),
                self.since(), drain.draining() ? Phase.DRAINING : Phase.UP));
    }
}
