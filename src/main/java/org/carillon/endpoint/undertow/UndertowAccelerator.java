package org.carillon.endpoint.undertow;

import io.undertow.server.AbstractServerConnection;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.jsr.UndertowSession;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.carillon.endpoint.transport.Accelerator;
import org.carillon.endpoint.transport.SessionTransport;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Undertow's sockets, used by the I/O threads that they belong to: what is written hands over once for all sessions of
 * a thread and goes straight to the connection, and what comes in is carried out at once if it waits for nothing. By
 * the standard API each message costs two hand-overs, to a worker and back, which is more than the write itself.
 */
public final class UndertowAccelerator implements Accelerator {
    private static final Logger LOG = System.getLogger(UndertowAccelerator.class.getName());
    private static final String CONNECTION = StreamConnection.class.getName();
    private static final String HTTP_SESSION = io.undertow.server.session.Session.class.getName();
    /** Where Undertow keeps the sockets that were opened under an HTTP session. */
    private static final String SOCKETS = "io.undertow.websocket.current-connections";

    private final ConcurrentMap<XnioIoThread, Outbox> outboxes = new ConcurrentHashMap<>();

    /** Fails with a {@link LinkageError} where Undertow's types are not visible. */
    public UndertowAccelerator() {}

    /** The session does not tell its connection, the request of the handshake does. */
    @Override
    public void handshaking(Map<String, Object> properties) {
        ServletRequestContext context = ServletRequestContext.current();
        if (context != null && context.getExchange().getConnection() instanceof AbstractServerConnection connection) {
            properties.put(CONNECTION, connection.getChannel());
            HttpSessionImpl http = context.getCurrentServletContext().getSession(context.getExchange(), false);
            if (http != null) {
                properties.put(HTTP_SESSION, http.getSession());
            }
        }
    }

    /** Undertow would close the socket without a reason with its HTTP session: it is ours to close (LogoutWarIT). */
    private static void takeOut(io.undertow.server.session.Session http, WebSocketChannel channel) {
        try {
            synchronized (http) {
                if (http.getAttribute(SOCKETS) instanceof List<?> sockets) {
                    sockets.remove(channel);
                }
            }
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "The HTTP session has just ended", e);
        }
    }

    @Override
    public Runnable abandoning() {
        ServletRequestContext context = ServletRequestContext.current();
        return context == null ? () -> { } : new UnreadBody(context.getExchange());
    }

    /** Extensions would change frames, so they are left to the standard API. */
    @Override
    public Optional<SessionTransport> accelerate(Session session, SessionTransport standard) {
        if (session.getUserProperties().remove(HTTP_SESSION) instanceof io.undertow.server.session.Session http
                && session instanceof UndertowSession known) {
            takeOut(http, known.getWebSocketChannel());
        }
        if (!(session.getUserProperties().remove(CONNECTION) instanceof StreamConnection connection)
                || !(session instanceof UndertowSession known)
                || known.getWebSocketChannel().areExtensionsSupported()) {
            return Optional.empty();
        }
        WebSocketChannel channel = known.getWebSocketChannel();
        Outbox outbox = outboxes.computeIfAbsent(channel.getIoThread(), Outbox::new);
        return Optional.of(new UndertowTransport(known, connection, standard, outbox));
    }
}
