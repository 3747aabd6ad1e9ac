package org.carillon.endpoint;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.carillon.endpoint.transport.Accelerator;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.endpoint.transport.StandardTransports;
import org.carillon.endpoint.tyrus.TyrusAccelerator;
import org.carillon.endpoint.undertow.UndertowAccelerator;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.node.TransportChoice;

/**
 * Chooses how a session's socket is written to and read from: by what the container at hand offers beyond the standard
 * API, or by the standard API if it offers nothing that is known here, or if {@code carillon.transport} says so.
 */
@Component
public class Transports {
    private static final Logger LOG = System.getLogger(Transports.class.getName());
    private static final String UNDERTOW = "io.undertow.websockets.jsr.UndertowSession";
    private static final String TYRUS = "org.glassfish.tyrus.core.TyrusSession";
    private static final Accelerator NONE = (session, standard) -> Optional.empty();

    private final StandardTransports standard = new StandardTransports();
    /** That of the container at hand; there before the first session, since it takes part in the handshake. */
    private final Accelerator accelerator;

    @Inject
    Transports(Settings settings, @Own Clock clock) {
        this.accelerator = settings.transport() == TransportChoice.AUTO ? ofContainer(clock) : NONE;
    }

    private static Accelerator ofContainer(Clock clock) {
        if (visible(UNDERTOW)) {
            return known(UndertowAccelerator::new);
        }
        return visible(TYRUS) ? known(() -> new TyrusAccelerator(clock)) : NONE;
    }

    private static boolean visible(String type) {
        try {
            Class.forName(type, false, Transports.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            LOG.log(Level.DEBUG, "Another container", e);
            return false;
        }
    }

    @PreDestroy
    void close() {
        accelerator.close();
    }

    /** Takes what the session will need from the handshake that this thread is at, into the session's properties. */
    void handshaking(Map<String, Object> properties) {
        accelerator.handshaking(properties);
    }

    /** The handshake to go on with. */
    HttpServletRequest upgrading(HttpServletRequest request) {
        return accelerator.upgrading(request);
    }

    /** The transport of a session that opens. */
    SessionTransport of(Session session) {
        SessionTransport plain = standard.of(session);
        return accelerator.accelerate(session, plain).orElse(plain);
    }

    /** As {@link Accelerator#abandoning}. */
    public Runnable abandoning() {
        return accelerator.abandoning();
    }

    /** Sees to connections that outlive their sessions; called every second or so. */
    public void sweep() {
        accelerator.sweep();
    }

    private static Accelerator known(Supplier<Accelerator> accelerator) {
        try {
            return accelerator.get();
        } catch (LinkageError e) {
            LOG.log(Level.INFO, "Sockets are used by the standard API alone, since the server's own is not visible to "
                    + "this application or is another version: " + e);
            return NONE;
        }
    }
}
