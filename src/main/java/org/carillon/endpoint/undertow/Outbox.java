package org.carillon.endpoint.undertow;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.XnioIoThread;

/**
 * The sessions of one I/O thread that have something to write. However many there are, the thread is woken once; and
 * after a slice of them it reads what clients sent before it goes on.
 */
final class Outbox implements Runnable {
    private static final Logger LOG = System.getLogger(Outbox.class.getName());
    /** A write is about 5 µs, so a request waits for about a third of a millisecond. */
    private static final int SLICE = 64;

    private final XnioIoThread thread;
    private final Queue<UndertowTransport> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Frames that have left during the write at hand; of the I/O thread alone. */
    private final Queue<Outgoing> left = new ArrayDeque<>();
    private boolean writing;

    Outbox(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Lets a session write soon. */
    void add(UndertowTransport transport) {
        waiting.add(transport);
        if (scheduled.compareAndSet(false, true)) {
            execute(this);
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

    @Override
    public void run() {
        for (int i = 0; i < SLICE; i++) {
            UndertowTransport transport = waiting.poll();
            if (transport == null) {
                scheduled.set(false);
                if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
                    continue;
                }
                return;
            }
            write(transport);
        }
        giveWay();
    }

    /** The thread reads only when it has no task, so somebody else has to give this one back to it. */
    private void giveWay() {
        try {
            thread.getWorker().execute(() -> execute(this));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The workers are busy or have ended", e);
            execute(this);
        }
    }

    private void write(UndertowTransport transport) {
        writing = true;
        try {
            transport.write();
        } finally {
            writing = false;
        }
        for (Outgoing frame = left.poll(); frame != null; frame = left.poll()) {
            frame.report();
        }
    }

    /** A frame has left or never will: told after the write at hand, so that no lock of Undertow is held. */
    void left(Outgoing frame) {
        if (writing && Thread.currentThread() == thread) {
            left.add(frame);
        } else {
            execute(frame::report);
        }
    }

    boolean here() {
        return Thread.currentThread() == thread;
    }
}
