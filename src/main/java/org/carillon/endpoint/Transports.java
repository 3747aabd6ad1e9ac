package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.carillon.endpoint.transport.Accelerator;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.endpoint.transport.StandardTransports;
import org.carillon.endpoint.undertow.UndertowAccelerator;
import org.carillon.node.Component;
import org.carillon.node.Settings;
import org.carillon.node.TransportChoice;

/**
 * Chooses how a session's socket is written to and read from: by what the container at hand offers beyond the standard
 * API, or by the standard API if it offers nothing that is known here, or if {@code carillon.transport} says so.
 */
@Component
class Transports {
    private static final Logger LOG = System.getLogger(Transports.class.getName());
    private static final String UNDERTOW = "io.undertow.websockets.jsr.UndertowSession";
    private static final Accelerator NONE = (session, standard) -> Optional.empty();

    private final StandardTransports standard = new StandardTransports();
    private final boolean accelerated;
    /** By the class of the container's sessions: one container, so one class. */
    private final ConcurrentMap<Class<?>, Accelerator> accelerators = new ConcurrentHashMap<>();

    @Inject
    Transports(Settings settings) {
        this.accelerated = settings.transport() == TransportChoice.AUTO;
    }

    /** The transport of a session that opens. */
    SessionTransport of(Session session) {
        SessionTransport plain = standard.of(session);
        return accelerators.computeIfAbsent(session.getClass(), this::accelerator)
                .accelerate(session, plain).orElse(plain);
    }

    private Accelerator accelerator(Class<?> type) {
        if (!accelerated) {
            return NONE;
        }
        try {
            return type.getName().equals(UNDERTOW) ? new UndertowAccelerator() : NONE;
        } catch (LinkageError e) {
            LOG.log(Level.INFO, "Sockets are used by the standard API alone, since the server's own is not visible to "
                    + "this application or is another version: " + e);
            return NONE;
        }
    }
}
