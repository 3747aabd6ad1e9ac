package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
}
