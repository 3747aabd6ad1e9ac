package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** Frames larger than the bound: two may wait besides what the bound allows. */
class OutboundQueueLargeTest {
    private static final int BOUND = 1024;

    private final FakeTransport transport = FakeTransport.later();
    private final OutboundQueue queue = new OutboundQueue(Dialect.JSONL, transport, TestSettings.of(
            "carillon.limits.message", "" + BOUND, "carillon.outbound.bytes", "" + BOUND,
            "carillon.outbound.flight", "" + BOUND).outbound(), new ManualClock());
    private final Feed live = new Feed();

    /** From here on nothing leaves until it is completed, so that all further frames wait. */
    private void block() {
        queue.start(live, List.of());
        queue.offer(frame("first"));
    }

    private static Frame frame(String text) {
        return Frame.of(text);
    }

    private static Frame sized(int bytes) {
        return Frame.of("x".repeat(bytes));
    }

    private void assertClosedAsSlow() {
        assertThat(queue.closing()).contains(Disconnect.SLOW);
        transport.completeAll();
        assertThat(transport.closes()).containsExactly(Disconnect.SLOW);
    }

    @Test
    void offer_behindOneLargerThanTheBound_hasTheWholeBound() {
        block();
        queue.offer(sized(5 * BOUND));
        queue.offer(sized(BOUND));
        assertThat(queue.closing()).isEmpty();
        queue.offer(sized(1));

        assertClosedAsSlow();
    }

    @Test
    void offer_largerThanTheBoundBehindOthers_isTakenInItsTurn() {
        block();
        queue.offer(sized(BOUND));
        queue.offer(sized(5 * BOUND));
        transport.completeAll();

        assertThat(transport.frames()).extracting(Frame::bytes).containsExactly(5, BOUND, 5 * BOUND);
        assertThat(queue.closing()).isEmpty();
    }

    @Test
    void offer_thirdOneLargerThanTheBound_closesAsSlowUnlessTheFirstHasLeft() {
        block();
        queue.offer(sized(5 * BOUND));
        queue.offer(sized(6 * BOUND));
        transport.complete();
        queue.offer(sized(7 * BOUND));
        assertThat(queue.closing()).isEmpty();
        queue.offer(sized(8 * BOUND));

        assertClosedAsSlow();
    }

    @Test
    void offer_heldOneLargerThanTheBound_countsToo() {
        Feed feed = new Feed();
        block();
        queue.offer(feed, List.of(sized(5 * BOUND), sized(BOUND)));
        queue.offer(sized(5 * BOUND));
        assertThat(queue.closing()).isEmpty();
        assertThat(queue.room()).isZero();
        queue.offer(sized(5 * BOUND));

        assertClosedAsSlow();
    }

    @Test
    void start_heldOneLargerThanTheBound_leaves() {
        Feed feed = new Feed();
        queue.offer(feed, List.of(sized(5 * BOUND), frame("small")));
        queue.start(feed, List.of(frame("subscribed")));
        transport.completeAll();

        assertThat(transport.frames()).extracting(Frame::bytes).containsExactly(10, 5 * BOUND, 5);
        assertThat(queue.room()).isEqualTo(BOUND);
    }

    @Test
    void offer_slotWithOneLargerThanTheBound_isReplacedByAnother() {
        block();
        queue.offer(live, sized(5 * BOUND), "a");
        queue.offer(live, sized(6 * BOUND), "a");
        queue.offer(live, frame("b"), "b");
        queue.offer(live, frame("a"), "a");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "a", "b");
    }
}
