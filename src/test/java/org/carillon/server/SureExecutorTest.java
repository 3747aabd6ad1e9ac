package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.AbortedException;
import jakarta.enterprise.concurrent.ManagedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.carillon.testing.ManualExecutor;
import org.junit.jupiter.api.Test;

class SureExecutorTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void execute_containerTakesIt_isRunOnce() {
        ManualExecutor container = new ManualExecutor();
        new SureExecutor(container).execute(() -> done.add("1"));
        assertThat(done).isEmpty();
        container.runAll();

        assertThat(done).containsExactly("1");
    }

    @Test
    void execute_containerDropsIt_isRunAllTheSameWithTheApplicationsClassLoader() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader stale = new ClassLoader(null) { };
        thread.setContextClassLoader(stale);
        try {
            List<ClassLoader> seen = new ArrayList<>();
            new SureExecutor(aborting(new AbortedException("Module portal is disabled")))
                    .execute(() -> seen.add(thread.getContextClassLoader()));
            assertThat(seen).containsExactly(SureExecutor.class.getClassLoader());
            assertThat(thread.getContextClassLoader()).isSameAs(stale);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void execute_containerIsFull_isTheSendersAndNotRun() {
        RejectedExecutionException full = new RejectedExecutionException("full");
        Executor container = task -> {
            aborting(full).execute(task);
            throw full;
        };

        assertThatThrownBy(() -> new SureExecutor(container).execute(() -> done.add("1"))).isSameAs(full);
        assertThat(done).isEmpty();
    }

    @Test
    void execute_taskFails_theThreadLivesOn() {
        new SureExecutor(Runnable::run).execute(() -> {
            throw new NoClassDefFoundError("gone");
        });
        new SureExecutor(Runnable::run).execute(() -> done.add("behind"));

        assertThat(done).containsExactly("behind");
    }

    /** As a container does that cannot set up the context of a task. */
    private static Executor aborting(Exception reason) {
        return task -> ((ManagedTask) task).getManagedTaskListener().taskAborted(null, null, task, reason);
    }
}
