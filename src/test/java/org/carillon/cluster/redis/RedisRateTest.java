package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.carillon.Content;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes count what is published together, though their clocks differ. */
class RedisRateTest {
    private final RedisBench bench = RedisBench.unchecked();

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private Broker node(Duration ahead) {
        ManualClock clock = new ManualClock(Clock.systemUTC().instant().plus(ahead));
        return bench.node(channel -> Retention.NONE, new Settings.Idempotency(Duration.ofMinutes(5), 100), clock)
                .broker();
    }

    private static long publish(Broker broker) {
        return broker.publish(new Draft("limited", Kind.MESSAGE, "anna", false, Content.json("1"), "", ""))
                .toCompletableFuture().join().position().offset();
    }

    @Test
    void publish_byTwoNodes_isOneRate() {
        List<Broker> nodes = List.of(node(Duration.ZERO), node(Duration.ofMinutes(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(publish(nodes.get(i % 2))).isEqualTo(i + 1);
        }

        assertThat(nodes).allSatisfy(node ->
                assertThatThrownBy(() -> publish(node)).hasCauseInstanceOf(RefusedException.class));
    }
}
