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

/** How frames leave. What may wait is in {@link OutboundQueueBoundTest}, when in {@link OutboundQueueProgressTest}. */
class OutboundQueueTest {
    private static final int FLIGHT = 1024;

    private final ManualClock clock = new ManualClock();
    private final FakeTransport transport = FakeTransport.later();
    private final OutboundQueue json = queue(Dialect.JSON, transport);
    private final FakeTransport joining = FakeTransport.later();
    private final OutboundQueue jsonl = queue(Dialect.JSONL, joining);

    private OutboundQueue queue(Dialect dialect, Transport socket) {
        return new OutboundQueue(
                dialect, socket, TestSettings.of("carillon.outbound.flight", "" + FLIGHT).outbound(), clock);
    }

    private static Frame frame(String text) {
        return Frame.of(text);
    }

    private static Frame sized(int bytes) {
        return Frame.of("x".repeat(bytes));
    }

    @Test
    void offer_idle_leavesAtOnceAndShared() {
        Frame frame = frame("a");
        json.offer(frame);

        assertThat(transport.frames()).singleElement().isSameAs(frame);
    }

    @Test
    void offer_severalInJson_eachItsOwnFrameInOrder() {
        List.of("a", "b", "c").forEach(text -> json.offer(frame(text)));

        assertThat(transport.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void offer_oneUnderWayInJsonl_othersWaitForIt() {
        List.of("a", "b", "c").forEach(text -> jsonl.offer(frame(text)));

        assertThat(joining.texts()).containsExactly("a");
    }

    @Test
    void sent_othersWaitInJsonl_leaveJoinedInOneFrame() {
        List.of("a", "b", "c").forEach(text -> jsonl.offer(frame(text)));
        joining.complete();

        assertThat(joining.texts()).containsExactly("a", "b\nc");
    }

    @Test
    void sent_oneWaitsInJsonl_leavesUnchanged() {
        Frame shared = frame("b");
        jsonl.offer(frame("a"));
        jsonl.offer(shared);
        joining.complete();

        assertThat(joining.frames()).last().isSameAs(shared);
    }

    @Test
    void sent_moreWaitsThanFitsInJsonl_framesKeepToTheFlightBytes() {
        jsonl.offer(frame("first"));
        IntStream.range(0, 30).forEach(i -> jsonl.offer(sized(100)));
        joining.completeAll();

        assertThat(joining.messages()).hasSize(31);
        assertThat(joining.frames()).allSatisfy(frame -> assertThat(frame.bytes()).isLessThanOrEqualTo(FLIGHT));
        assertThat(joining.frames()).as("and no more of them than needed: 10 in each").hasSize(4);
    }

    @Test
    void sent_twoFillTheFlightBytesExactly_lineFeedCounts() {
        jsonl.offer(frame("first"));
        jsonl.offer(sized(FLIGHT / 2));
        jsonl.offer(sized(FLIGHT / 2));
        joining.completeAll();

        assertThat(joining.frames()).allSatisfy(frame -> assertThat(frame.bytes()).isLessThanOrEqualTo(FLIGHT));
    }

    @Test
    void offer_json_atMostTheFlightBytesAreUnderWay() {
        IntStream.range(0, 5).forEach(i -> json.offer(sized(400)));

        assertThat(transport.underWay()).as("2 of 400 bytes fit into %d", FLIGHT).isEqualTo(2);
        transport.complete();
        assertThat(transport.underWay()).isEqualTo(2);
        transport.completeAll();
        assertThat(transport.frames()).hasSize(5);
    }

    @Test
    void offer_frameLargerThanTheFlightBytes_leavesAlone() {
        json.offer(frame("a"));
        json.offer(sized(3 * FLIGHT));
        json.offer(frame("b"));

        assertThat(transport.texts()).containsExactly("a");
        transport.complete();
        assertThat(transport.frames()).last().extracting(Frame::bytes).isEqualTo(3 * FLIGHT);
        assertThat(transport.underWay()).isEqualTo(1);
        transport.complete();
        assertThat(transport.texts()).last().isEqualTo("b");
    }

    @Test
    void offer_manySmallFramesInJson_at32UnderWayTheOthersWait() {
        IntStream.range(0, 100).forEach(i -> json.offer(frame("" + i)));

        assertThat(transport.underWay()).isEqualTo(32);
        transport.completeAll();
        assertThat(transport.texts()).containsExactlyElementsOf(
                IntStream.range(0, 100).mapToObj(Integer::toString).toList());
    }

    @Test
    void sent_withinSend_nothingIsLostAndTheStackStaysFlat() {
        FakeTransport inline = FakeTransport.inline();
        OutboundQueue queue = queue(Dialect.JSONL, inline);
        int[] more = {50_000};
        int[] deepest = {0};
        inline.onSend(() -> {
            deepest[0] = Math.max(deepest[0], Thread.currentThread().getStackTrace().length);
            if (more[0]-- > 0) {
                queue.offer(frame("" + more[0]));
            }
        });
        queue.offer(frame("first"));

        assertThat(inline.messages()).hasSize(50_001);
        assertThat(deepest[0]).isLessThan(200);
    }

    @Test
    void offer_whileSending_keepsTheOrder() {
        boolean[] once = {true};
        transport.onSend(() -> {
            if (once[0]) {
                once[0] = false;
                json.offer(frame("b"));
                json.offer(frame("c"));
            }
        });
        json.offer(frame("a"));

        assertThat(transport.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void sent_twiceForOneFrame_countsOnce() {
        jsonl.offer(frame("a"));
        joining.complete();
        jsonl.sent(false);
        jsonl.offer(frame("b"));
        jsonl.offer(frame("c"));

        assertThat(joining.texts()).containsExactly("a", "b");
        assertThat(jsonl.bytes()).isEqualTo(2);
    }

    @Test
    void sent_failed_nothingFollows() {
        jsonl.offer(frame("a"));
        jsonl.offer(frame("b"));
        joining.complete(true);
        jsonl.offer(frame("c"));

        assertThat(joining.texts()).containsExactly("a");
        assertThat(jsonl.ended()).isTrue();
        assertThat(jsonl.bytes()).isZero();
    }

    @Test
    void close_framesWait_closesOnceAfterThem() {
        List.of("a", "b").forEach(text -> jsonl.offer(frame(text)));
        jsonl.close(Disconnect.KICKED, false);
        assertThat(joining.closes()).isEmpty();
        joining.completeAll();

        assertThat(joining.texts()).containsExactly("a", "b");
        assertThat(joining.closes()).containsExactly(Disconnect.KICKED);
        assertThat(jsonl.ended()).isTrue();
    }

    @Test
    void close_nothingWaits_closesAtOnce() {
        json.close(Disconnect.EXPIRED, false);

        assertThat(transport.closes()).containsExactly(Disconnect.EXPIRED);
    }

    @Test
    void close_frameUnderWay_closesWhenItHasLeft() {
        json.offer(frame("a"));
        json.offer(frame("b"));
        json.close(Disconnect.KICKED, false);
        transport.complete();
        assertThat(transport.closes()).isEmpty();
        transport.complete();

        assertThat(transport.closes()).containsExactly(Disconnect.KICKED);
    }

    @Test
    void close_drop_closesAtOnceWithoutWhatWaits() {
        List.of("a", "b").forEach(text -> jsonl.offer(frame(text)));
        jsonl.close(Disconnect.SHUTDOWN, true);

        assertThat(joining.closes()).containsExactly(Disconnect.SHUTDOWN);
        joining.completeAll();
        assertThat(joining.texts()).containsExactly("a");
    }

    @Test
    void close_second_theFirstReasonStays() {
        jsonl.offer(frame("a"));
        jsonl.offer(frame("b"));
        jsonl.close(Disconnect.KICKED, false);
        jsonl.close(Disconnect.SHUTDOWN, false);
        joining.completeAll();

        assertThat(joining.closes()).containsExactly(Disconnect.KICKED);
        assertThat(jsonl.closing()).contains(Disconnect.KICKED);
    }

    @Test
    void offer_afterClose_isDropped() {
        jsonl.offer(frame("a"));
        jsonl.offer(frame("b"));
        jsonl.close(Disconnect.KICKED, false);
        jsonl.offer(frame("late"));
        joining.completeAll();

        assertThat(joining.texts()).containsExactly("a", "b");
    }

    @Test
    void close_dropAlthoughEnded_tellsTheContainerAgain() {
        json.offer(frame("a"));
        transport.complete(true);
        assertThat(transport.closes()).isEmpty();
        json.close(Disconnect.INTERNAL, true);

        assertThat(transport.closes()).containsExactly(Disconnect.INTERNAL);
    }

    @Test
    void end_framesWait_nothingMoreIsSentNorClosed() {
        jsonl.offer(frame("a"));
        jsonl.offer(frame("b"));
        jsonl.end();
        joining.completeAll();
        jsonl.offer(frame("c"));
        jsonl.close(Disconnect.KICKED, false);

        assertThat(joining.texts()).containsExactly("a");
        assertThat(joining.closes()).isEmpty();
    }
}
