package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** What may wait: the bound in bytes, slots, and feeds that are held, live or ended. */
class OutboundQueueBoundTest {
    private static final int BOUND = 1024;

    private final FakeTransport transport = FakeTransport.later();
    private final OutboundQueue queue = new OutboundQueue(Dialect.JSONL, transport, TestSettings.of(
            "carillon.limits.message", "" + BOUND, "carillon.outbound.bytes", "" + BOUND).outbound(),
            new ManualClock());
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

    /** What is under way may leave, nothing else, and then the session is closed, once. */
    private void assertClosedAsSlow() {
        assertThat(queue.closing()).contains(Disconnect.SLOW);
        assertThat(transport.closes()).isEmpty();
        transport.completeAll();
        assertThat(transport.closes()).containsExactly(Disconnect.SLOW);
    }

    @Test
    void offer_upToTheBound_waits() {
        block();
        IntStream.range(0, 4).forEach(i -> queue.offer(sized(BOUND / 4)));

        assertThat(queue.closing()).isEmpty();
        assertThat(queue.bytes()).isEqualTo(BOUND + "first".length());
    }

    @Test
    void offer_overTheBound_closesAsSlowOnceAndDropsWhatWaits() {
        block();
        IntStream.range(0, 10).forEach(i -> queue.offer(sized(BOUND / 4)));

        assertClosedAsSlow();
        queue.offer(frame("late"));
        assertThat(transport.texts()).containsExactly("first");
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void offer_oneByteOverTheBound_closesAsSlow() {
        block();
        queue.offer(sized(BOUND));
        queue.offer(sized(1));

        assertClosedAsSlow();
    }

    @Test
    void offer_listThatPassesTheBound_nothingOfItIsSentAfterwards() {
        block();
        queue.offer(live, List.of(sized(BOUND), sized(BOUND), frame("small")));
        transport.completeAll();

        assertThat(transport.texts()).containsExactly("first");
        assertThat(transport.closes()).containsExactly(Disconnect.SLOW);
    }

    @Test
    void offer_largerThanTheBoundIntoAnEmptyQueue_isTaken() {
        block();
        queue.offer(sized(5 * BOUND));
        transport.complete();

        assertThat(transport.frames()).last().extracting(Frame::bytes).isEqualTo(5 * BOUND);
    }

    @Test
    void offer_sameSlot_onlyTheNewestLeavesInTheOldPlace() {
        block();
        queue.offer(live, frame("a1"), "a");
        queue.offer(live, frame("b1"), "b");
        queue.offer(live, frame("a2"), "a");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "a2", "b1");
    }

    @Test
    void offer_sameSlotAfterItLeft_waitsAnew() {
        block();
        queue.offer(live, frame("a1"), "a");
        transport.complete();
        queue.offer(live, frame("a2"), "a");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "a1", "a2");
    }

    @Test
    void offer_sameSlotOfAnotherChannel_replacesNothing() {
        block();
        Feed other = new Feed();
        queue.start(other, List.of());
        queue.offer(live, frame("a1"), "a");
        queue.offer(other, frame("other"), "a");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "a1", "other");
    }

    @Test
    void offer_sameSlotForEver_takesNoMoreRoom() {
        block();
        IntStream.range(0, 10_000).forEach(i -> queue.offer(live, sized(BOUND / 2), "a"));

        assertThat(queue.closing()).isEmpty();
        assertThat(queue.bytes()).isEqualTo(BOUND / 2 + "first".length());
    }

    @Test
    void offer_slotsGrowOverTheBound_closesAsSlow() {
        block();
        IntStream.range(0, 100).forEach(i -> queue.offer(live, sized(10), "slot" + i));
        assertThat(queue.closing()).isEmpty();
        IntStream.range(0, 100).forEach(i -> queue.offer(live, sized(BOUND / 2), "slot" + i));

        assertThat(queue.bytes()).isLessThanOrEqualTo(BOUND);
        assertClosedAsSlow();
    }

    @Test
    void offer_onlySlotGrowsOverTheBound_isTaken() {
        block();
        queue.offer(live, frame("a1"), "a");
        queue.offer(live, sized(2 * BOUND), "a");

        assertThat(queue.closing()).isEmpty();
    }

    @Test
    void offer_sameSlotAfterClose_replacesNothing() {
        block();
        queue.offer(live, frame("a1"), "a");
        queue.close(Disconnect.KICKED, false);
        queue.offer(live, frame("a2"), "a");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "a1");
    }

    @Test
    void start_framesAreHeld_repliesThenTheyLeave() {
        Feed feed = new Feed();
        queue.offer(feed, List.of(frame("m1"), frame("m2")));
        assertThat(transport.frames()).isEmpty();
        queue.start(feed, List.of(frame("subscribed")));
        queue.offer(feed, List.of(frame("m3")));
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("subscribed", "m1", "m2", "m3");
    }

    @Test
    void start_held_otherFeedsAndRepliesGoOn() {
        queue.start(live, List.of());
        queue.offer(new Feed(), List.of(frame("held")));
        queue.offer(live, List.of(frame("other")));
        queue.offer(frame("reply"));
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("other", "reply");
    }

    @Test
    void offer_heldOverTheBound_closesAsSlow() {
        Feed feed = new Feed();
        queue.offer(feed, List.of(sized(BOUND), sized(1)));
        queue.start(feed, List.of(frame("subscribed")));
        transport.completeAll();

        assertThat(transport.closes()).containsExactly(Disconnect.SLOW);
        assertThat(transport.frames()).isEmpty();
    }

    @Test
    void offer_slotWhileHeld_allAreKeptInOrder() {
        Feed feed = new Feed();
        queue.offer(feed, frame("a1"), "a");
        queue.offer(feed, frame("a2"), "a");
        queue.start(feed, List.of(frame("subscribed")));
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("subscribed", "a1", "a2");
    }

    @Test
    void start_again_changesNothing() {
        Feed feed = new Feed();
        queue.start(feed, List.of(frame("subscribed")));
        queue.offer(feed, List.of(frame("m1")));
        queue.start(feed, List.of(frame("subscribed again")));
        queue.offer(feed, List.of(frame("m2")));
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("subscribed", "m1", "subscribed again", "m2");
    }

    @Test
    void end_framesWait_leaveBeforeTheReplyAndNothingFollows() {
        block();
        queue.offer(live, List.of(frame("m1")));
        queue.end(live, List.of(frame("unsubscribed")));
        queue.offer(live, List.of(frame("m2")));
        queue.offer(live, frame("m3"), "slot");
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("first", "m1", "unsubscribed");
    }

    @Test
    void end_held_whatWasHeldIsGoneAndTakesNoRoom() {
        Feed feed = new Feed();
        queue.offer(feed, List.of(sized(BOUND)));
        queue.end(feed, List.of(frame("unsubscribed")));
        transport.completeAll();

        assertThat(transport.messages()).containsExactly("unsubscribed");
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void start_afterEnd_staysEnded() {
        Feed feed = new Feed();
        queue.end(feed, List.of());
        queue.start(feed, List.of());
        queue.offer(feed, List.of(frame("m1")));

        assertThat(transport.frames()).isEmpty();
    }

    @Test
    void bytes_closedWhileFramesAreHeld_areNeverBelowZero() {
        Feed feed = new Feed();
        queue.offer(feed, List.of(sized(BOUND / 2)));
        queue.close(Disconnect.KICKED, true);
        queue.start(feed, List.of(frame("subscribed")));

        assertThat(queue.bytes()).isZero();
        assertThat(transport.frames()).isEmpty();
    }
}
