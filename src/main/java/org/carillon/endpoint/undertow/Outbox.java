package org.carillon.endpoint.undertow;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.xnio.XnioIoThread;

/**
 * The sessions of one I/O thread that have something to write. However many other threads hand over, the thread is
 * woken once; and after a slice of them it reads what clients sent, and answers, before it goes on. So a large channel
 * does not keep requests waiting.
 */
final class Outbox {
    private static final Logger LOG = System.getLogger(Outbox.class.getName());
    /** A write is 5 to 10 µs, so a request waits for about half a millisecond. */
    private static final int SLICE = 64;
    /** Long enough for the thread to finish what it has at hand; the clock of the system adds about 50 µs. */
    private static final long GAP_NANOS = 20_000;

    private final XnioIoThread thread;
    private final Runnable writeOwn = this::writeOwn;
    private final Runnable writeHanded = this::writeHanded;
    /** Answers to what the thread has read; of the thread alone. */
    private final Queue<UndertowTransport> own = new ArrayDeque<>();
    /** What other threads hand over. */
    private final Queue<UndertowTransport> handed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Outbox(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Lets a session write soon: when this thread has read what there is, or when it is its turn among others. */
    void add(UndertowTransport transport) {
        if (here()) {
            own.add(transport);
            if (own.size() == 1) {
                execute(writeOwn);
            }
        } else {
            handed.add(transport);
            if (scheduled.compareAndSet(false, true)) {
                execute(writeHanded);
            }
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

    /** The first one stays in the queue while it writes, so that nothing is scheduled twice. */
    private void writeOwn() {
        for (UndertowTransport next = own.peek(); next != null; next = own.peek()) {
            write(next);
            own.remove();
        }
    }

    private void writeHanded() {
        for (int i = 0; i < SLICE; i++) {
            UndertowTransport next = handed.poll();
            if (next == null) {
                scheduled.set(false);
                if (handed.isEmpty() || !scheduled.compareAndSet(false, true)) {
                    return;
                }
            } else {
                write(next);
            }
        }
        giveWay();
    }

    /**
     * The thread reads only when it has no task, so somebody else has to give this one back to it, and not before it
     * has come so far.
     */
    private void giveWay() {
        try {
            thread.getWorker().execute(() -> {
                LockSupport.parkNanos(GAP_NANOS);
                execute(writeHanded);
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The workers are busy or have ended", e);
            execute(writeHanded);
        }
    }

    /** A defect costs one session, whose stall is noticed, and not all those of the thread. */
    private static void write(UndertowTransport transport) {
        try {
            transport.write();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A session could not be written to", e);
        }
    }

    boolean here() {
        return Thread.currentThread() == thread;
    }
}
