package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** A queue whose frames are sent by another thread, a moment later. */
class OutboundQueueElsewhereTest {
    private final Settings settings = TestSettings.of();
    private final FakeTransport socket = FakeTransport.inline().elsewhere();

    private OutboundQueue queue(Dialect dialect) {
        return new OutboundQueue(dialect, socket, settings.outbound(), new ManualClock());
    }

    private static void offer(OutboundQueue queue, String... texts) {
        for (String text : texts) {
            queue.offer(Frame.of(text));
        }
    }

    @Test
    void offers_beforeTheOtherThreadComes_areHandedOverOnce_andLeaveTogether() {
        OutboundQueue queue = queue(Dialect.JSONL);
        offer(queue, "a", "b", "c");

        assertThat(socket.writes()).isEqualTo(1);
        assertThat(queue.busy()).isTrue();
        socket.writeAll();
        assertThat(socket.texts()).containsExactly("a\nb\nc");
        assertThat(queue.busy()).isFalse();
    }

    private static Feed live(OutboundQueue queue) {
        Feed feed = new Feed();
        queue.start(feed, List.of());
        return feed;
    }

    @Test
    void offers_ofAChannel_theFirstAlone_leaveTogetherInOrder() {
        OutboundQueue queue = queue(Dialect.JSONL);
        Feed feed = live(queue);
        queue.offer(feed, List.of(Frame.of("a")));
        assertThat(queue.busy()).isTrue();
        assertThat(queue.bytes()).isEqualTo(1);
        queue.offer(feed, List.of(Frame.of("b")));
        offer(queue, "c");

        assertThat(socket.writes()).isEqualTo(1);
        socket.writeAll();
        assertThat(socket.texts()).containsExactly("a\nb\nc");
        assertThat(queue.bytes()).isZero();
        assertThat(queue.busy()).isFalse();
    }

    @Test
    void offers_ofAChannel_eachAlone_leaveOneByOne() {
        OutboundQueue queue = queue(Dialect.JSONL);
        Feed feed = live(queue);
        for (String text : List.of("a", "b", "c")) {
            queue.offer(feed, List.of(Frame.of(text)));
            socket.writeAll();
        }

        assertThat(socket.texts()).containsExactly("a", "b", "c");
        assertThat(queue.busy()).isFalse();
    }

    @Test
    void offer_firstOfAChannel_whileAnotherFeedIsHeld_goesAhead() {
        OutboundQueue queue = queue(Dialect.JSONL);
        Feed feed = live(queue);
        Feed held = new Feed();
        queue.offer(held, List.of(Frame.of("held")));
        queue.offer(feed, List.of(Frame.of("a")));
        queue.start(held, List.of(Frame.of("reply")));
        socket.writeAll();

        assertThat(socket.texts()).containsExactly("a\nreply\nheld");
    }

    @Test
    void offers_theFirstAloneAndMoreThanMayWait_endTheSession() {
        OutboundQueue queue = queue(Dialect.JSONL);
        Feed feed = live(queue);
        String half = "x".repeat(settings.outbound().bytes() / 2);
        for (int i = 0; i < 3; i++) {
            queue.offer(feed, List.of(Frame.of(half)));
        }
        socket.writeAll();

        assertThat(socket.closes()).containsExactly(Disconnect.SLOW);
    }

    @Test
    void close_atOnce_dropsTheFirstOfAChannelToo() {
        OutboundQueue queue = queue(Dialect.JSONL);
        queue.offer(live(queue), List.of(Frame.of("a")));
        queue.close(Disconnect.STALE, true);
        socket.writeAll();

        assertThat(socket.texts()).isEmpty();
        assertThat(socket.closes()).containsExactly(Disconnect.STALE);
    }

    @Test
    void offers_afterIt_areHandedOverAgain() {
        OutboundQueue queue = queue(Dialect.JSON);
        for (String text : List.of("a", "b")) {
            offer(queue, text);
            socket.writeAll();
        }

        assertThat(socket.texts()).containsExactly("a", "b");
    }

    @Test
    void close_afterWhatWaits_comesWhenItHasLeft() {
        OutboundQueue queue = queue(Dialect.JSON);
        offer(queue, "last words");
        queue.close(Disconnect.EXPIRED, false);

        assertThat(socket.closes()).isEmpty();
        socket.writeAll();
        assertThat(socket.texts()).containsExactly("last words");
        assertThat(socket.closes()).containsExactly(Disconnect.EXPIRED);
    }

    @Test
    void close_atOnce_doesNotWaitForTheOtherThread() {
        OutboundQueue queue = queue(Dialect.JSON);
        queue.close(Disconnect.SHUTDOWN, true);

        assertThat(socket.closes()).containsExactly(Disconnect.SHUTDOWN);
        assertThat(socket.writes()).isZero();
    }
}
