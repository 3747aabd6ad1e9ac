package org.carillon.endpoint.undertow;

import io.undertow.websockets.jsr.UndertowSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Command;

/**
 * Keeps a session's messages in order, whether the I/O thread carries them out or a worker. While a worker is at it
 * nothing more is read, so that the I/O thread has the next ones again. The count of what is under way is also what
 * makes the session's state visible from one to the other. The first message always goes to a worker: what the
 * container read before this lane was there is ahead of it.
 */
final class Lane {
    private static final Logger LOG = System.getLogger(Lane.class.getName());

    private final UndertowSession session;
    private final Incoming incoming;
    private final AtomicInteger under = new AtomicInteger();
    private boolean begun;

    Lane(UndertowSession session, Incoming incoming) {
        this.session = session;
        this.incoming = incoming;
    }

    /** What may fail because the connection does. */
    interface Action {
        void run() throws IOException;
    }

    /** Reads a part and carries out what it completes. Called by the I/O thread alone. */
    void take(Supplier<List<Command>> part) {
        if (!begun || under.get() > 0) {
            begun = true;
            apart(() -> incoming.carryOut(part.get()));
            return;
        }
        try {
            List<Command> commands = part.get();
            if (incoming.prompt(commands)) {
                incoming.carryOut(commands);
            } else {
                apart(() -> incoming.carryOut(commands));
            }
        } catch (RuntimeException e) {
            incoming.failed(e);
        }
    }

    private void apart(Action action) {
        session.getWebSocketChannel().suspendReceives();
        later(action);
    }

    /** Something failed on the way in: told after what came before. */
    void failed(Throwable failure) {
        later(() -> incoming.failed(failure));
    }

    /** Does something by a worker, after all that came before. */
    void later(Action action) {
        under.incrementAndGet();
        try {
            session.getContainer().invokeEndpointMethod(session.getExecutor(), () -> run(action));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The workers have ended", e);
            session.forceClose();
        }
    }

    private void run(Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            incoming.failed(e);
        } finally {
            if (under.decrementAndGet() == 0) {
                session.getWebSocketChannel().resumeReceives();
            }
        }
    }
}
