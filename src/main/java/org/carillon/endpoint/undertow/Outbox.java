package org.carillon.endpoint.undertow;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.carillon.session.EventLoop;
import org.xnio.XnioIoThread;

/**
 * What one I/O thread has to do for the sessions that belong to it. However many other threads hand over, the thread is
 * woken once; and after a slice of it the thread reads what clients sent, and answers, before it goes on. So a large
 * channel does not keep requests waiting.
 */
final class Outbox implements EventLoop {
    private static final Logger LOG = System.getLogger(Outbox.class.getName());
    /** A write is 5 to 10 µs, so a request waits for one to two milliseconds. */
    private static final int SLICE = 192;
    /** Long enough for the thread to finish what it has at hand; the clock of the system adds about 50 µs. */
    private static final long GAP_NANOS = 20_000;
    private static final long LONGEST_GAP_MILLIS = 2;

    private final XnioIoThread thread;
    private final Runnable writeOwn = this::writeOwn;
    private final Runnable workHanded = this::workHanded;
    /** Answers to what the thread has read; of the thread alone, as is the next. */
    private final Queue<UndertowTransport> own = new ArrayDeque<>();
    private boolean stepping;
    /** What other threads hand over. */
    private final Queue<Work> handed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Outbox(XnioIoThread thread) {
        this.thread = thread;
    }

    /** What is handed over, and may take several slices. */
    interface Work {
        /** Does up to so many steps; how many are left of them. */
        int work(int steps);

        /** Whether it is done. */
        boolean over();
    }

    /** Steps for many sessions, each of which writes at once. */
    private final class Steps implements Work {
        private final int count;
        private final IntConsumer step;
        private final Runnable done;
        private int next;
        /** Whether a step has failed: the same defect for all of them is told once. */
        private boolean failed;

        Steps(int count, IntConsumer step, Runnable done) {
            this.count = count;
            this.step = step;
            this.done = done;
        }

        @Override
        public int work(int steps) {
            int end = Math.min(count, next + steps);
            int left = steps - (end - next);
            stepping = here();
            while (next < end) {
                try {
                    step.accept(next++);
                } catch (RuntimeException | Error e) {
                    LOG.log(failed ? Level.DEBUG : Level.ERROR, "A session was left out", e);
                    failed = true;
                }
            }
            stepping = false;
            if (over()) {
                done.run();
            }
            return left;
        }

        @Override
        public boolean over() {
            return next == count;
        }
    }

    /** Lets a session write soon: when this thread has read what there is, or when it is its turn among others. */
    void add(UndertowTransport transport) {
        if (!here()) {
            hand(transport);
        } else if (stepping) {
            transport.write();
        } else {
            own.add(transport);
            if (own.size() == 1) {
                execute(writeOwn);
            }
        }
    }

    @Override
    public void each(int count, IntConsumer step, Runnable done) {
        hand(new Steps(count, step, done));
    }

    private void hand(Work work) {
        handed.add(work);
        if (scheduled.compareAndSet(false, true)) {
            execute(workHanded);
        }
    }

    /** Does something on the I/O thread; here, if the server stops. */
    void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The I/O thread has ended", e);
            task.run();
        }
    }

    /** Does something on the I/O thread after a while; never, if the server stops, which ends all connections. */
    void later(Runnable task, long millis) {
        try {
            thread.executeAfter(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The I/O thread has ended", e);
        }
    }

    /** The first one stays in the queue while it writes, so that nothing is scheduled twice. */
    private void writeOwn() {
        for (UndertowTransport next = own.peek(); next != null; next = own.peek()) {
            next.write();
            own.remove();
        }
    }

    private void workHanded() {
        int steps = SLICE;
        while (steps > 0) {
            Work next = handed.peek();
            if (next == null) {
                scheduled.set(false);
                if (handed.isEmpty() || !scheduled.compareAndSet(false, true)) {
                    return;
                }
            } else {
                steps = next.work(steps);
                if (next.over()) {
                    handed.remove();
                }
            }
        }
        afterOthers(this::workHanded);
    }

    /**
     * Does something when the thread has read what others sent; called by the thread itself. It reads only when it has
     * no task, so a worker has to give this one back to it, and not before it has come so far. When the portal keeps
     * all workers, the thread comes back by its own clock, which is coarser.
     */
    void afterOthers(Runnable task) {
        Runnable goOn = once(task);
        try {
            thread.executeAfter(goOn, LONGEST_GAP_MILLIS, TimeUnit.MILLISECONDS);
            thread.getWorker().execute(() -> {
                LockSupport.parkNanos(GAP_NANOS);
                execute(goOn);
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The server stops", e);
            execute(goOn);
        }
    }

    /** The task, whose first run is its only one. */
    private static Runnable once(Runnable task) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                task.run();
            }
        };
    }

    boolean here() {
        return Thread.currentThread() == thread;
    }
}
