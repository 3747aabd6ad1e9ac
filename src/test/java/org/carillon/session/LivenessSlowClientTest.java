package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.carillon.session.Liveness.Verdict.PING;
import static org.carillon.session.Liveness.Verdict.STALE;
import static org.carillon.session.Liveness.Verdict.WELL;

import java.time.Duration;
import org.carillon.node.Settings;
import org.junit.jupiter.api.Test;

/** A ping that is a message waits in the queue of a slow client, and its answer can only come after it. */
class LivenessSlowClientTest {
    private static final long INTERVAL = 1000;
    private static final long TIMEOUT = 2000;
    private static final long LEFT = INTERVAL + 10 * TIMEOUT;

    private final Liveness liveness = new Liveness(
            new Settings.Heartbeat(Duration.ofMillis(INTERVAL), Duration.ofMillis(TIMEOUT)), 0);

    @Test
    void pingThatLeavesLate_hasTheWholeTimeoutForItsAnswer() {
        assertThat(liveness.judge(INTERVAL, 0, true)).isEqualTo(PING);
        assertThat(liveness.judge(LEFT, LEFT - 1, true)).isEqualTo(WELL);
        assertThat(liveness.judge(LEFT + 1, LEFT, false)).isEqualTo(WELL);
        assertThat(liveness.judge(LEFT + TIMEOUT, LEFT, false)).isEqualTo(WELL);
        assertThat(liveness.judge(LEFT + TIMEOUT + 1, LEFT, false)).isEqualTo(STALE);
    }

    @Test
    void whatLeavesAfterThePing_doesNotPutTheEndOff() {
        assertThat(liveness.judge(INTERVAL, 0, true)).isEqualTo(PING);
        assertThat(liveness.judge(LEFT, LEFT - 1, false)).isEqualTo(WELL);
        assertThat(liveness.judge(LEFT + TIMEOUT, LEFT + TIMEOUT, false)).isEqualTo(STALE);
    }
}
