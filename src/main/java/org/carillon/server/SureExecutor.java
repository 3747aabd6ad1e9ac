package org.carillon.server;

import jakarta.enterprise.concurrent.AbortedException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The container's executor with one promise more: what it takes is run. Payara gives a task the context of the thread
 * that hands it over, and drops it in silence if that is the context of an application that is not enabled: of this
 * one while it is being deployed, or of one that is gone and whose threads live on. Such a task is run by the same
 * thread without that context.
 */
final class SureExecutor implements Executor {
    private static final Logger LOG = System.getLogger(SureExecutor.class.getName());

    private final Executor container;

    SureExecutor(Executor container) {
        this.container = container;
    }

    @Override
    public void execute(Runnable task) {
        container.execute(new SureTask(task));
    }

    /** A task that hears what becomes of it. */
    private record SureTask(Runnable work) implements Runnable, ManagedTask, ManagedTaskListener {

        /** What a task throws would be kept by the container and shown to nobody. */
        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A task failed", e);
            }
        }

        @Override
        public ManagedTaskListener getManagedTaskListener() {
            return this;
        }

        @Override
        public Map<String, String> getExecutionProperties() {
            return Map.of();
        }

        @Override
        public void taskAborted(
                @Nullable Future<?> future, @Nullable ManagedExecutorService executor, Object task,
                @Nullable Throwable reason) {
            // A task that was not taken is its sender's, who is told.
            if (reason instanceof AbortedException) {
                LOG.log(Level.DEBUG, "The container dropped a task: it is run without its context", reason);
                runHere();
            }
        }

        private void runHere() {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(SureExecutor.class.getClassLoader());
            try {
                run();
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        @Override
        public void taskSubmitted(@Nullable Future<?> future, @Nullable ManagedExecutorService executor, Object task) {
            // It is only of interest how it ends.
        }

        @Override
        public void taskStarting(@Nullable Future<?> future, @Nullable ManagedExecutorService executor, Object task) {
            // It is only of interest how it ends.
        }

        @Override
        public void taskDone(
                @Nullable Future<?> future, @Nullable ManagedExecutorService executor, Object task,
                @Nullable Throwable failure) {
            // What failed has said so itself.
        }
    }
}
