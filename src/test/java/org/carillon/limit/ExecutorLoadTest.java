package org.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.carillon.node.Metrics;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class ExecutorLoadTest {
    private final ManualClock clock = new ManualClock();
    private final ManualExecutor executor = new ManualExecutor();
    private final Metrics metrics = new Metrics();
    private final ExecutorLoad load = new ExecutorLoad(TestSettings.of(), metrics, executor, clock);

    private void sweepAfter(long millis) {
        clock.advance(Duration.ofMillis(millis));
        load.sweep();
    }

    @Test
    void now_nothingKnownYet_isNot() {
        assertThat(load.now()).isFalse();
        assertThat(load.waitMillis()).isZero();
    }

    @Test
    void now_taskWaitsLongerThanTheLimit_untilOneRunsAgain() {
        load.sweep();
        sweepAfter(2000);
        assertThat(load.now()).isFalse();
        sweepAfter(1);
        assertThat(load.now()).isTrue();
        assertThat(executor.waiting()).as("one task at a time").isEqualTo(1);
        assertThat(metrics.scrape()).contains("carillon_executor_wait_millis 2001.0");

        executor.runAll();
        assertThat(load.now()).as("the last one has waited long").isTrue();
        sweepAfter(250);
        clock.advance(Duration.ofMillis(10));
        executor.runAll();
        assertThat(load.now()).isFalse();
        assertThat(load.waitMillis()).isEqualTo(10);
    }

    @Test
    void now_executorTakesNoTask_waitsSinceTheFirstTry() {
        executor.fill();
        load.sweep();
        sweepAfter(1500);
        assertThat(load.now()).isFalse();
        sweepAfter(1000);

        assertThat(load.now()).isTrue();
    }
}
