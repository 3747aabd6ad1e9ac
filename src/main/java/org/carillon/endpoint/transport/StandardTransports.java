package org.carillon.endpoint.transport;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.carillon.protocol.Frame;

/** Writes to sockets by the standard API, with what helps on the container at hand. */
public final class StandardTransports {
    private static final String TYRUS = "org.glassfish.tyrus.";

    private final FrameEncoder encoder = new FrameEncoder();
    private final ClassLoader quiet = new QuietLoader(StandardTransports.class.getClassLoader());

    /** Transports of this application. */
    public StandardTransports() {}

    /** The transport of a session. */
    public SessionTransport of(Session session) {
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        boolean tyrus = session.getClass().getName().startsWith(TYRUS);
        return new StandardTransport(session, remote, tyrus
                ? (frame, handler) -> writeQuietly(remote, frame, handler)
                : (frame, handler) -> write(remote, frame, handler));
    }

    private void write(RemoteEndpoint.Async remote, Frame frame, SendHandler handler) {
        if (frame.binary()) {
            remote.sendBinary(frame.data(), handler);
        } else {
            remote.sendText(encoder.encode(frame), handler);
        }
    }

    private void writeQuietly(RemoteEndpoint.Async remote, Frame frame, SendHandler handler) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(quiet);
        try {
            write(remote, frame, handler);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
