package org.carillon.endpoint.transport;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Session;
import java.util.Map;
import java.util.Optional;

/** Finds a faster way to the socket of a session than the standard API. */
public interface Accelerator {

    /**
     * The way to a session's socket.
     *
     * @param session a session that opens
     * @param standard the way by the standard API, for what needs no other
     * @return empty if there is none for this session
     */
    Optional<SessionTransport> accelerate(Session session, SessionTransport standard);

    /**
     * What is to be run when the request of this thread is answered, if all of its body has not come: it ends the
     * connection soon, since a server that waits for the rest lets the client keep a thread.
     */
    default Runnable abandoning() {
        return () -> { };
    }

    /** Sees to connections that outlive their sessions; called every second or so, by one thread at a time. */
    default void sweep() {}

    /** Takes what the session will need from the handshake that this thread is at, into the session's properties. */
    default void handshaking(Map<String, Object> properties) {}

    /** The handshake to go on with, for an accelerator that takes part in the upgrade. */
    default HttpServletRequest upgrading(HttpServletRequest request) {
        return request;
    }

    /** Lets go of connections at once, since the application stops. */
    default void close() {}
}
