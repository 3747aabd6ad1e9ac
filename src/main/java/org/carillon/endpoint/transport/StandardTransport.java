package org.carillon.endpoint.transport;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** A session's socket by the standard API alone. */
public final class StandardTransport implements SessionTransport, SendHandler {
    private static final Logger LOG = System.getLogger(StandardTransport.class.getName());
    /** How long a client may take to answer a close before WildFly cuts it off; elsewhere it has no effect. */
    private static final long CLOSE_MILLIS = 5000;

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final Writer writer;
    private volatile @Nullable Completion completion;

    /** Writes one frame; as {@link RemoteEndpoint.Async#sendText(String, SendHandler)}. */
    interface Writer {
        void write(Frame frame, SendHandler handler);
    }

    StandardTransport(Session session, RemoteEndpoint.Async remote, Writer writer) {
        this.session = session;
        this.remote = remote;
        this.writer = writer;
    }

    @Override
    public void send(Frame frame, Completion sent) {
        completion = sent;
        try {
            writer.write(frame, this);
        } catch (RuntimeException | Error e) {
            // Containers throw rather than report when the session has just ended; Tyrus throws errors too. Whatever it
            // is, it ends this session alone: the caller is on its way to all the others.
            LOG.log(Level.DEBUG, () -> "A frame could not be sent to " + session.getId(), e);
            sent.sent(true);
        }
    }

    @Override
    public void onResult(SendResult result) {
        Completion waiting = completion;
        if (waiting != null) {
            waiting.sent(!result.isOK());
        }
    }

    @Override
    public void ping() {
        try {
            remote.sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            // The heartbeat finds out: there will be no answer.
            LOG.log(Level.DEBUG, () -> "A ping could not be sent to " + session.getId(), e);
        }
    }

    @Override
    public void close(Disconnect disconnect) {
        try {
            session.setMaxIdleTimeout(CLOSE_MILLIS);
            session.close(new CloseReason(CloseCodes.getCloseCode(disconnect.code()), disconnect.reason()));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "A session was closed already: " + session.getId(), e);
        }
    }
}
