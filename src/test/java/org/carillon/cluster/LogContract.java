package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the logs of every {@link Broker} keep and give. */
public abstract class LogContract {
    protected final ManualClock clock = new ManualClock();
    private Retention retention = new Retention(100, 1 << 20, Duration.ofHours(24));
    private Broker broker;

    /** A new broker whose streams are empty. */
    protected abstract Broker create(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock clock);

    @BeforeEach
    void listen() {
        broker = create(channel -> retention, new Settings.Idempotency(Duration.ofMinutes(5), 1000), clock);
        broker.listen(new Deaf());
    }

    private Broker.Receipt publish(String channel, String content, String key) {
        return broker.publish(new Draft(channel, Kind.CHAT, "anna", false, Content.json(content), "slot", key))
                .toCompletableFuture().join();
    }

    private Slice read(Range range) {
        return broker.read("a", range).toCompletableFuture().join();
    }

    private void publishMany(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> publish("a", "" + i, ""));
    }

    private static List<Long> offsets(Slice slice) {
        return slice.publications().stream().map(publication -> publication.position().offset()).toList();
    }

    @Test
    void read_acked_isThereAsItWasDrafted() {
        Broker.Receipt receipt = publish("a", "{\"x\":1.0}", "key");
        Slice slice = read(Range.after(0, 10, 1000));

        assertThat(slice.publications()).containsExactly(new Publication("a", receipt.position(), Kind.CHAT, "anna",
                false, receipt.time(), Content.json("{\"x\":1.0}"), "slot"));
        assertThat(slice.position()).isEqualTo(receipt.position());
        assertThat(slice.first()).isEqualTo(1);
    }

    @Test
    void read_unknownStream_isEmptyAndBeginsAtOne() {
        Slice slice = read(Range.after(0, 10, 1000));

        assertThat(slice.position().offset()).isZero();
        assertThat(slice.first()).isEqualTo(1);
        assertThat(slice.publications()).isEmpty();
        assertThat(slice.holdsAfter(slice.position())).isTrue();
        assertThat(publish("a", "1", "").position().epoch()).isEqualTo(slice.position().epoch());
    }

    @Test
    void read_partsOfALog_asAskedFor() {
        publishMany(10);

        assertThat(offsets(read(Range.after(7, 10, 1000)))).containsExactly(8L, 9L, 10L);
        assertThat(offsets(read(Range.after(3, 2, 1000)))).containsExactly(4L, 5L);
        assertThat(offsets(read(Range.between(3, 5, 10, 1000)))).containsExactly(4L, 5L);
        assertThat(offsets(read(Range.between(5, 5, 10, 1000)))).isEmpty();
        assertThat(offsets(read(Range.before(5, 2, 1000)))).containsExactly(3L, 4L);
        assertThat(offsets(read(Range.before(Long.MAX_VALUE, 3, 1000)))).containsExactly(8L, 9L, 10L);
        assertThat(offsets(read(Range.before(1, 3, 1000)))).isEmpty();
        assertThat(offsets(read(Range.after(10, 3, 1000)))).isEmpty();
        assertThat(offsets(read(Range.after(99, 3, 1000)))).isEmpty();
        assertThat(read(Range.none())).isEqualTo(new Slice(read(Range.after(9, 1, 1)).position(), 1, List.of()));
    }

    @Test
    void read_farBeyondTheEnd_isEmpty_andBeforeFarBeyondIsTheNewest() {
        publishMany(3);

        for (long offset : new long[] {3, 4, 3_000_000_000L, (1L << 53) - 1}) {
            assertThat(offsets(read(Range.after(offset, 10, 1000)))).isEmpty();
            assertThat(offsets(read(Range.between(offset, 3, 10, 1000)))).isEmpty();
        }
        assertThat(offsets(read(Range.before((1L << 53) - 1, 10, 1000)))).containsExactly(1L, 2L, 3L);
        assertThat(offsets(read(Range.before(0, 10, 1000)))).isEmpty();
    }

    @Test
    void read_moreBytesThanAskedFor_stopsButBringsOne() {
        publish("a", "\"123456\"", "");
        publish("a", "\"123456\"", "");
        publish("a", "\"123456\"", "");

        assertThat(offsets(read(Range.after(0, 10, 16)))).containsExactly(1L, 2L);
        assertThat(offsets(read(Range.after(0, 10, 15)))).containsExactly(1L);
        assertThat(offsets(read(Range.after(0, 10, 0)))).containsExactly(1L);
        assertThat(offsets(read(Range.before(4, 10, 16)))).containsExactly(2L, 3L);
        assertThat(offsets(read(Range.before(4, 10, 1)))).containsExactly(3L);
    }

    @Test
    void read_moreMessagesThanKept_theOldestAreGone() {
        retention = new Retention(3, 1 << 20, Duration.ofHours(1));
        publishMany(10);
        Slice slice = read(Range.after(0, 10, 1000));

        assertThat(offsets(slice)).containsExactly(8L, 9L, 10L);
        assertThat(slice.first()).isEqualTo(8);
        String epoch = slice.position().epoch();
        assertThat(slice.holdsAfter(new Position(epoch, 7))).isTrue();
        assertThat(slice.holdsAfter(new Position(epoch, 6))).isFalse();
        assertThat(slice.holdsAfter(new Position(epoch, 11))).isFalse();
        assertThat(slice.holdsAfter(new Position("x" + epoch, 8))).isFalse();
    }

    @Test
    void read_moreBytesThanKept_theOldestAreGoneButTheNewestStays() {
        retention = new Retention(100, 10, Duration.ofHours(1));
        publish("a", "123456", "");
        publish("a", "1234", "");
        assertThat(offsets(read(Range.after(0, 10, 1000)))).containsExactly(1L, 2L);
        publish("a", "1", "");
        assertThat(offsets(read(Range.after(0, 10, 1000)))).containsExactly(2L, 3L);
        publish("a", "123456789012", "");
        assertThat(offsets(read(Range.after(0, 10, 1000)))).containsExactly(4L);
    }

    @Test
    void read_olderThanKept_isGoneAndThePositionGoesOn() {
        retention = new Retention(100, 1000, Duration.ofMinutes(10));
        publish("a", "1", "");
        clock.advance(Duration.ofMinutes(6));
        publish("a", "2", "");
        clock.advance(Duration.ofMinutes(4).plusMillis(1));
        assertThat(offsets(read(Range.after(0, 10, 1000)))).containsExactly(2L);
        clock.advance(Duration.ofMinutes(6));
        Slice slice = read(Range.after(0, 10, 1000));

        assertThat(slice.publications()).isEmpty();
        assertThat(slice.position().offset()).isEqualTo(2);
        assertThat(slice.first()).isEqualTo(3);
        assertThat(publish("a", "3", "").position().offset()).isEqualTo(3);
    }

    @Test
    void read_noLogKept_vouchesForNothingButItsEnd() {
        retention = Retention.NONE;
        publishMany(2);
        Slice slice = read(Range.after(0, 10, 1000));

        assertThat(slice.publications()).isEmpty();
        assertThat(slice.first()).isEqualTo(3);
        assertThat(slice.holdsAfter(slice.position())).isTrue();
    }
}
