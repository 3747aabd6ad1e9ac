package org.carillon.node;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in order, on the container's threads. What comes while one task runs is run by the
 * same thread afterwards, so that a burst costs one hand-over.
 */
public final class Lane implements Executor {
    private static final Logger LOG = System.getLogger(Lane.class.getName());

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /** A lane whose tasks are run by {@code executor}; by the thread at hand if that takes none. */
    public Lane(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so the thread at hand does the work", e);
            drain();
        }
    }

    private void drain() {
        do {
            try {
                @Nullable Runnable task = tasks.poll();
                while (task != null) {
                    run(task);
                    task = tasks.poll();
                }
            } finally {
                running.set(false);
            }
        } while (!tasks.isEmpty() && running.compareAndSet(false, true));
    }

    /** A task that fails, in whatever way, must not keep the others from being run. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A task failed that others wait behind", e);
        }
    }
}
