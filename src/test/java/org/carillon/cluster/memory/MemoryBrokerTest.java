package org.carillon.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.BrokerContract;
import org.carillon.cluster.Deaf;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.limit.PublishRates;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class MemoryBrokerTest extends BrokerContract {
    private static final Retention RETENTION = new Retention(10, 1000, Duration.ofMinutes(1));
    private static final Settings.Idempotency IDEMPOTENCY = new Settings.Idempotency(Duration.ofMinutes(1), 10);

    @Override
    protected Broker create(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock time) {
        return new MemoryBroker(retention, 1 << 20, idempotency,
                new PublishRates(TestSettings.of("carillon.channels", "lobby; " + LIMITED)::publishes, time), time);
    }

    private static Draft draft(String channel) {
        return new Draft(channel, Publication.Kind.MESSAGE, "anna", false, Content.json("1"), "", "");
    }

    private static Position publish(Broker broker, String channel) {
        return broker.publish(draft(channel)).toCompletableFuture().join().position();
    }

    @Test
    void publish_manyStreamsNobodyFollows_areForgottenWithTheirEpochButFollowedOnesStay() {
        Broker broker = new MemoryBroker(channel -> RETENTION, 1 << 20, IDEMPOTENCY, clock);
        broker.listen(new Deaf());
        Position followed = broker.follow("followed").toCompletableFuture().join();
        Position other = publish(broker, "other");
        IntStream.range(0, 100_000).forEach(i -> publish(broker, "room:" + i));

        assertThat(publish(broker, "followed")).isEqualTo(new Position(followed.epoch(), 1));
        assertThat(publish(broker, "other").offset()).isEqualTo(1);
        assertThat(publish(broker, "other").epoch()).isNotEqualTo(other.epoch());
    }

    @Test
    void publish_largeOnesToManyStreams_areKeptOnlyAsLongAsAllLogsHaveRoom() {
        int bytesKept = 20_000;
        Broker broker = new MemoryBroker(channel -> RETENTION, bytesKept, IDEMPOTENCY, clock);
        broker.listen(new Deaf());
        String large = '"' + "x".repeat(4_998) + '"';
        for (int i = 0; i < 100; i++) {
            broker.follow("room:" + i);
            broker.publish(new Draft(
                    "room:" + i, Publication.Kind.MESSAGE, "anna", false, Content.json(large), "", ""));
        }
        long kept = IntStream.range(0, 100).filter(i -> !log(broker, "room:" + i).publications().isEmpty()).count();

        assertThat(kept).isBetween(1L, bytesKept / 5_000 + 1L);
        assertThat(log(broker, "room:99").first()).as("it does not vouch for what it dropped").isEqualTo(2);
    }

    private static Slice log(Broker broker, String channel) {
        return broker.read(channel, Range.after(0, 10, 1 << 20)).toCompletableFuture().join();
    }

    @Test
    void publish_nobodyListens_isADefect() {
        Broker broker = new MemoryBroker(channel -> RETENTION, 1 << 20, IDEMPOTENCY, clock);

        assertThatThrownBy(() -> broker.publish(draft("a"))).isInstanceOf(IllegalStateException.class);
    }
}
