package org.carillon.node;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in order, on the container's threads. What comes while one task runs is run by the
 * same thread afterwards, so that a burst costs one hand-over.
 *
 * <p>A hand-over that does not begin is made again: Payara's executor drops in silence what was handed to it by an
 * application that is not enabled yet, and a lane that waited for that would stand still for ever.
 */
public final class Lane implements Executor {
    private static final Logger LOG = System.getLogger(Lane.class.getName());
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Executor executor;
    private final LongSupplier nanos;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Absent when nothing waits or runs. */
    private final AtomicReference<@Nullable Handover> current = new AtomicReference<>();

    /** Tasks on their way to a thread; either that thread begins, or they are given to another one. */
    private static final class Handover extends AtomicBoolean {
        private static final long serialVersionUID = 1L;
        private final long since;

        Handover(long since) {
            this.since = since;
        }

        /** Decides what becomes of it; false if that was decided already. */
        boolean decide() {
            return compareAndSet(false, true);
        }
    }

    /** A lane whose tasks are run by {@code executor}; by the thread at hand if that takes none. */
    public Lane(Executor executor) {
        this(executor, System::nanoTime);
    }

    Lane(Executor executor, LongSupplier nanos) {
        this.executor = executor;
        this.nanos = nanos;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (current.get() == null) {
            Handover first = new Handover(nanos.getAsLong());
            if (current.compareAndSet(null, first)) {
                start(first);
            }
        } else {
            revive();
        }
    }

    /** Hands over again what was not begun for a second; to be called now and then where nothing new may come. */
    public void revive() {
        Handover before = current.get();
        if (before != null && nanos.getAsLong() - before.since >= PATIENCE_NANOS && before.decide()) {
            Handover again = new Handover(nanos.getAsLong());
            current.set(again);
            start(again);
        }
    }

    private void start(Handover handover) {
        try {
            executor.execute(() -> drain(handover));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so the thread at hand does the work", e);
            drain(handover);
        }
    }

    private void drain(Handover handover) {
        if (!handover.decide()) {
            return;
        }
        do {
            try {
                @Nullable Runnable task = tasks.poll();
                while (task != null) {
                    run(task);
                    task = tasks.poll();
                }
            } finally {
                current.set(null);
            }
        } while (!tasks.isEmpty() && current.compareAndSet(null, handover));
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
