package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.carillon.channel.ChannelRegistry;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryNodes;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.session.Drain;
import org.carillon.session.SessionRegistry;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class NodeWatchTest {
    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final Settings settings = TestSettings.of();
    private final SessionRegistry sessions =
            new SessionRegistry(settings, event -> { }, metrics, new MemoryUsers(clock));
    private final ChannelRegistry channels = new ChannelRegistry(new MemoryBroker(
            settings::retention, settings.store().memory(), settings.idempotency(), clock), metrics);
    private final MemoryNodes nodes = new MemoryNodes();
    private final NodeWatch watch = new NodeWatch(nodes, new ThisNode(settings, clock), sessions, channels,
            new Drain(sessions, settings), Optional::empty, metrics, clock);

    private boolean isShownAfter(Duration time) {
        nodes.leave();
        clock.advance(time);
        watch.sweep();
        return !nodes.known().isEmpty();
    }

    @Test
    void sweep_eachSecond_showsTheNode() {
        assertThat(isShownAfter(Duration.ZERO)).isTrue();
        assertThat(isShownAfter(Duration.ofMillis(999))).isFalse();
        assertThat(isShownAfter(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void sweep_clockWasSetBack_goesOnShowingTheNode() {
        watch.sweep();

        assertThat(isShownAfter(Duration.ofHours(-1))).isTrue();
        assertThat(isShownAfter(Duration.ofSeconds(1))).isTrue();
    }
}
