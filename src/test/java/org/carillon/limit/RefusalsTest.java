package org.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.carillon.audit.Audit;
import org.carillon.node.Metrics;
import org.carillon.testing.ListedLog;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final ListedLog log = new ListedLog();

    @Test
    void log_hundredThousandTimes_oneLineASecondThatCountsTheOthers() {
        QuietLine line = new QuietLine(log, Level.INFO, clock);
        for (int i = 0; i < 100_000; i++) {
            line.log(() -> "refused");
            if (i % 10_000 == 9_999) {
                clock.advance(Duration.ofSeconds(1));
            }
        }

        assertThat(log.lines()).hasSize(10);
        assertThat(log.lines().get(0)).isEqualTo("refused");
        assertThat(log.lines().subList(1, 10)).containsOnly("refused (and 9999 more like it since the last such line)");
    }

    @Test
    void log_clockSetBack_isNotSilencedForLong() {
        QuietLine line = new QuietLine(log, Level.INFO, clock);
        line.log(() -> "before");
        clock.advance(Duration.ofHours(-1));
        line.log(() -> "after");

        assertThat(log.lines()).containsExactly("before", "after");
    }

    @Test
    void note_anyLimit_isCountedByItsName() {
        Refusals refusals = new Refusals(metrics, clock, Audit.off());
        refusals.note(Limit.USER, () -> "anna");
        refusals.note(Limit.USER, () -> "anna");

        assertThat(metrics.scrape()).contains("carillon_limits_refused_total{limit=\"sessions.user\"} 2.0")
                .contains("carillon_limits_refused_total{limit=\"handshakes\"} 0.0");
    }

    @Test
    void printable_lineBreaks_makeNoLinesOfTheirOwn() {
        assertThat(Refusals.printable("a\nb\r\u2028c\u001b[0m")).isEqualTo("a?b??c?[0m");
    }

    @Test
    void now_memoryShort_askedOnceASecond() {
        double[] inUse = {0.95};
        Overload overload = new Overload(TestSettings.of(), metrics, clock, () -> inUse[0]);
        assertThat(overload.now()).isFalse();
        overload.sweep();
        assertThat(overload.now()).isTrue();
        inUse[0] = 0.5;
        overload.sweep();
        assertThat(overload.now()).as("not asked again yet").isTrue();
        clock.advance(Duration.ofSeconds(1));
        overload.sweep();
        assertThat(overload.now()).isFalse();
        assertThat(metrics.scrape()).contains("carillon_heap_percent 50.0");
    }

    @Test
    void now_hundredPercentAllowed_never() {
        Overload overload = new Overload(TestSettings.of("carillon.limits.heap", "100"), metrics, clock, () -> 1.5);
        overload.sweep();

        assertThat(overload.now()).isFalse();
    }

    @Test
    void sweep_thisMachine_isKnown() {
        Overload overload = new Overload(TestSettings.of(), metrics, clock);
        System.gc();
        overload.sweep();

        assertThat(overload.percent()).isBetween(0, 90);
        assertThat(overload.now()).isFalse();
    }
}
