package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.carillon.testing.ManualExecutor;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final ManualExecutor executor = new ManualExecutor();
    private final Lane lane = new Lane(executor);
    private final List<String> done = new ArrayList<>();

    @Test
    void execute_burst_oneTaskOfTheExecutorAndInOrder() {
        lane.execute(() -> done.add("1"));
        lane.execute(() -> done.add("2"));
        assertThat(executor.waiting()).isEqualTo(1);
        executor.runAll();

        assertThat(done).containsExactly("1", "2");
    }

    @Test
    void execute_taskFailsWithAnError_thoseBehindAndLaterOnesAreRun() {
        lane.execute(() -> {
            throw new NoClassDefFoundError("gone");
        });
        lane.execute(() -> done.add("behind"));
        executor.runAll();
        lane.execute(() -> done.add("later"));
        executor.runAll();

        assertThat(done).containsExactly("behind", "later");
    }

    @Test
    void execute_executorIsFull_theThreadAtHandRunsIt() {
        executor.fill();
        lane.execute(() -> done.add("1"));

        assertThat(done).containsExactly("1");
    }

    @Test
    void execute_executorDropsTheTask_isHandedOverAgainWithTheNextTaskOrWhenRevived() {
        AtomicLong nanos = new AtomicLong();
        Lane watched = new Lane(executor, nanos::get);
        watched.execute(() -> done.add("1"));
        executor.drop();
        watched.execute(() -> done.add("2"));
        assertThat(executor.waiting()).as("it may only be late").isZero();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        watched.execute(() -> done.add("3"));
        executor.drop();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        watched.revive();
        executor.runAll();

        assertThat(done).containsExactly("1", "2", "3");
    }

    @Test
    void execute_executorIsOnlyLate_eachTaskIsRunOnce() {
        AtomicLong nanos = new AtomicLong();
        Lane watched = new Lane(executor, nanos::get);
        watched.execute(() -> done.add("1"));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        watched.revive();
        watched.revive();
        assertThat(executor.waiting()).isEqualTo(2);
        executor.runAll();
        watched.execute(() -> done.add("2"));
        executor.runAll();

        assertThat(done).containsExactly("1", "2");
    }
}
