package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.carillon.protocol.Frame;
import org.junit.jupiter.api.Test;

class FeedTest {
    private final Feed feed = new Feed();
    private final Frame first = Frame.of("first");
    private final Frame second = Frame.of("second");

    @Test
    void live_new_held() {
        assertThat(feed.live()).isFalse();
        assertThat(feed.ended()).isFalse();
    }

    @Test
    void start_held_givesWhatCameInOrderAndIsLive() {
        feed.hold(first);
        feed.hold(second);

        assertThat(feed.start()).containsExactly(first, second);
        assertThat(feed.live()).isTrue();
    }

    @Test
    void start_again_givesNothing() {
        feed.hold(first);
        feed.start();

        assertThat(feed.start()).isEmpty();
    }

    @Test
    void hold_live_keepsNothing() {
        feed.start();
        feed.hold(first);

        assertThat(feed.start()).isEmpty();
    }

    @Test
    void end_held_keepsNothingAndIsNeverLive() {
        feed.hold(first);
        feed.end();

        assertThat(feed.start()).isEmpty();
        assertThat(feed.live()).isFalse();
        assertThat(feed.ended()).isTrue();
    }

    @Test
    void end_live_noLongerLive() {
        feed.start();
        feed.end();

        assertThat(feed.live()).isFalse();
    }
}
