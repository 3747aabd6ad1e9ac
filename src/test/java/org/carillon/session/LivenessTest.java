package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.carillon.session.Liveness.Verdict.PING;
import static org.carillon.session.Liveness.Verdict.STALE;
import static org.carillon.session.Liveness.Verdict.WELL;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.carillon.node.Settings;
import org.junit.jupiter.api.Test;

/** Interval 25 s, timeout 10 s; times are in ms from the opening. */
class LivenessTest {
    private static final long INTERVAL = 25_000;
    private static final long TIMEOUT = 10_000;
    private static final Settings.Heartbeat HEARTBEAT =
            new Settings.Heartbeat(Duration.ofMillis(INTERVAL), Duration.ofMillis(TIMEOUT));

    private final Liveness liveness = new Liveness(HEARTBEAT, 0);

    private Liveness.Verdict quiet(long now) {
        return liveness.judge(now, 0, false);
    }

    @Test
    void judge_opened_firstPingAtARandomMomentOfTheInterval() {
        Map<Long, Integer> firstPings = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            Liveness one = new Liveness(HEARTBEAT, 0);
            long ping = IntStream.rangeClosed(0, 250).mapToLong(step -> step * 100L)
                    .filter(now -> one.judge(now, 0, false) == PING).findFirst().orElseThrow();
            firstPings.merge(ping / 5000, 1, Integer::sum);
        }

        assertThat(firstPings.keySet()).as("in every fifth of the interval some").contains(0L, 1L, 2L, 3L, 4L);
    }

    @Property(tries = 200)
    void judge_atTheEndOfTheFirstInterval_hasPinged(@ForAll @LongRange(min = 0, max = INTERVAL) long some) {
        Liveness one = new Liveness(HEARTBEAT, 0);
        boolean early = one.judge(some, 0, false) == PING;
        boolean late = one.judge(INTERVAL, 0, false) == PING;

        assertThat(early ^ late).isTrue();
    }

    @Test
    void judge_pinged_staleOnlyAfterTheTimeout() {
        assertThat(quiet(INTERVAL)).isEqualTo(PING);
        assertThat(quiet(INTERVAL + 1)).isEqualTo(WELL);
        assertThat(quiet(INTERVAL + TIMEOUT)).isEqualTo(WELL);
        assertThat(quiet(INTERVAL + TIMEOUT + 1)).isEqualTo(STALE);
    }

    @Test
    void judge_answered_nextPingAnIntervalAfterTheAnswer() {
        quiet(INTERVAL);
        liveness.heard(INTERVAL + 500);

        assertThat(quiet(INTERVAL + TIMEOUT + 1)).isEqualTo(WELL);
        assertThat(quiet(2 * INTERVAL - 1)).isEqualTo(WELL);
        assertThat(quiet(2 * INTERVAL)).as("nothing went out since the ping").isEqualTo(PING);
    }

    @Test
    void judge_heardInTheSameMillisecondAsThePing_countsAsAnswer() {
        quiet(INTERVAL);
        liveness.heard(INTERVAL);

        assertThat(quiet(INTERVAL + TIMEOUT + 1)).isNotEqualTo(STALE);
    }

    @Test
    void judge_heardAndSentAllTheTime_neverPinged() {
        quiet(INTERVAL);
        for (long now = INTERVAL; now < 20 * INTERVAL; now += 1000) {
            liveness.heard(now);
            assertThat(liveness.judge(now, now, false)).isEqualTo(WELL);
        }
    }

    @Test
    void judge_sentButNothingHeard_pingedAnIntervalAfterTheLastHeard() {
        quiet(INTERVAL);
        liveness.heard(INTERVAL + 1000);

        assertThat(liveness.judge(2 * INTERVAL, 2 * INTERVAL - 1, false)).isEqualTo(WELL);
        assertThat(liveness.judge(2 * INTERVAL + 999, 2 * INTERVAL, false)).isEqualTo(WELL);
        assertThat(liveness.judge(2 * INTERVAL + 1000, 2 * INTERVAL, false)).isEqualTo(PING);
    }

    @Test
    void judge_heardButNothingSent_pingedSoThatTheClientHearsToo() {
        quiet(INTERVAL);
        for (long now = INTERVAL + 1000; now < 2 * INTERVAL; now += 1000) {
            liveness.heard(now);
            assertThat(quiet(now)).isEqualTo(WELL);
        }
        assertThat(quiet(2 * INTERVAL)).isEqualTo(PING);
    }

    @Test
    void judge_busyAndMoving_isNotStaleHoweverLong() {
        quiet(INTERVAL);
        for (long now = INTERVAL; now < 10 * INTERVAL; now += 1000) {
            assertThat(liveness.judge(now, now - 500, true)).isEqualTo(WELL);
        }
    }

    @Test
    void judge_busyButStill_staleATimeoutAfterTheLastProgress() {
        quiet(INTERVAL);
        long moved = INTERVAL + 5000;

        assertThat(liveness.judge(moved + TIMEOUT, moved, true)).isEqualTo(WELL);
        assertThat(liveness.judge(moved + TIMEOUT + 1, moved, true)).isEqualTo(STALE);
    }

    @Test
    void judge_movedButNoLongerBusy_staleATimeoutAfterThePing() {
        quiet(INTERVAL);

        assertThat(liveness.judge(INTERVAL + TIMEOUT + 1, INTERVAL + 5000, false)).isEqualTo(STALE);
    }
}
