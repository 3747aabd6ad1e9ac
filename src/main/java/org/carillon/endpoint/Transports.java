package org.carillon.endpoint;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import org.carillon.node.Component;

/** Chooses how a session's socket is written to: by the standard API, with what helps on the container at hand. */
@Component
class Transports {
    private static final String TYRUS = "org.glassfish.tyrus.";

    private final ClassLoader quiet = new QuietLoader(Transports.class.getClassLoader());

    Transports() {}

    /** Writes one text; as {@link RemoteEndpoint.Async#sendText(String, SendHandler)}. */
    interface Writer {
        void write(String text, SendHandler handler);
    }

    /** The transport of a session. */
    WebSocketTransport of(Session session) {
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        boolean tyrus = session.getClass().getName().startsWith(TYRUS);
        return new WebSocketTransport(session, remote, tyrus
                ? (text, handler) -> writeQuietly(remote, text, handler)
                : remote::sendText);
    }

    private void writeQuietly(RemoteEndpoint.Async remote, String text, SendHandler handler) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(quiet);
        try {
            remote.sendText(text, handler);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
