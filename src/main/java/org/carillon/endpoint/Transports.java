package org.carillon.endpoint;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.carillon.node.Component;
import org.carillon.protocol.Frame;

/** Chooses how a session's socket is written to: by the standard API, with what helps on the container at hand. */
@Component
class Transports {
    private static final String TYRUS = "org.glassfish.tyrus.";

    private final FrameEncoder encoder = new FrameEncoder();
    private final ClassLoader quiet = new QuietLoader(Transports.class.getClassLoader());

    Transports() {}

    /** Writes one frame; as {@link RemoteEndpoint.Async#sendText(String, SendHandler)}. */
    interface Writer {
        void write(Frame frame, SendHandler handler);
    }

    /** The transport of a session. */
    WebSocketTransport of(Session session) {
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        boolean tyrus = session.getClass().getName().startsWith(TYRUS);
        return new WebSocketTransport(session, remote, tyrus
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
