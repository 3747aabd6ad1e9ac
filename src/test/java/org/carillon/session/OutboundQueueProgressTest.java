package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** What the heartbeat learns from a queue: whether something waits, and when something last moved. */
class OutboundQueueProgressTest {
    private final ManualClock clock = new ManualClock();
    private final FakeTransport transport = FakeTransport.later();
    private final OutboundQueue json = queue(Dialect.JSON, transport);
    private final FakeTransport joining = FakeTransport.later();
    private final OutboundQueue jsonl = queue(Dialect.JSONL, joining);

    private OutboundQueue queue(Dialect dialect, FakeTransport socket) {
        return new OutboundQueue(dialect, socket, TestSettings.of().outbound(), clock);
    }

    private static Frame frame(String text) {
        return Frame.of(text);
    }

    @Test
    void busy_untilTheLastHasLeft() {
        assertThat(jsonl.busy()).isFalse();
        jsonl.offer(frame("a"));
        jsonl.offer(frame("b"));
        joining.complete();
        assertThat(jsonl.busy()).isTrue();
        joining.complete();

        assertThat(jsonl.busy()).isFalse();
    }

    @Test
    void progress_frameLeaves_isNow() {
        jsonl.offer(frame("a"));
        clock.advance(Duration.ofSeconds(7));
        joining.complete();

        assertThat(jsonl.progress()).isEqualTo(clock.millis());
    }

    @Test
    void progress_firstFrameAfterAPause_countsFromIts() {
        clock.advance(Duration.ofHours(1));
        json.offer(frame("a"));

        assertThat(json.progress()).isEqualTo(clock.millis());
    }

    @Test
    void progress_moreIsOfferedButNothingLeaves_stands() {
        json.offer(frame("a"));
        long start = clock.millis();
        clock.advance(Duration.ofSeconds(20));
        json.offer(frame("b"));

        assertThat(json.progress()).as("offering is no progress").isEqualTo(start);
    }

    @Test
    void progress_messageHeldDuringASubscriptionAfterAPause_countsFromTheReply() {
        Feed feed = new Feed();
        clock.advance(Duration.ofHours(1));
        json.offer(feed, List.of(frame("held")));
        json.start(feed, List.of(frame("subscribed")));

        assertThat(json.progress()).isEqualTo(clock.millis());
    }
}
