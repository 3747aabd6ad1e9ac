package org.carillon.endpoint.tyrus;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.carillon.endpoint.transport.Accelerator;
import org.carillon.endpoint.transport.SessionTransport;
import org.jspecify.annotations.Nullable;

/**
 * Tyrus's connections, reached while they are upgraded: Tyrus asks the request for its own handler of the connection
 * and gets ours, which is one of Tyrus's with a view of what it is given. By the standard API each message in or out
 * restarts an idle timer, which on Payara costs many times what the message does.
 */
public final class TyrusAccelerator implements Accelerator {
    private static final Logger LOG = System.getLogger(TyrusAccelerator.class.getName());

    /** The connection whose session opens on this thread. */
    private final ThreadLocal<@Nullable TyrusSocket> opening = new ThreadLocal<>();
    private final Farewells farewells;
    private final Departures departures = new Departures();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean visible = true;

    /** Fails with a {@link LinkageError} where Tyrus's types are not visible. */
    public TyrusAccelerator(Clock clock) {
        this.farewells = new Farewells(clock);
        LOG.log(Level.DEBUG, () -> "Connections will be handled by " + TyrusHandler.class.getName());
    }

    @Override
    public HttpServletRequest upgrading(HttpServletRequest request) {
        return new TyrusRequest(request, this);
    }

    /** Where connections go when they end. */
    Departures departures() {
        return departures;
    }

    @Override
    public void close() {
        departures.close();
    }

    /** Where the handler of a connection says whose session opens. */
    ThreadLocal<@Nullable TyrusSocket> opening() {
        return opening;
    }

    /** The way to the connection of a request below the server's HTTP, if there is one. */
    Optional<Wire> wire(HttpServletRequest request) {
        return below(() -> GrizzlyWire.of(request));
    }

    /** Where the server holds the handler of a request's connection, if it is known. */
    Optional<UpgradeSlot> slot(HttpServletRequest request) {
        return below(() -> UpgradeSlot.of(request));
    }

    private <T> Optional<T> below(Supplier<Optional<T>> look) {
        if (!visible) {
            return Optional.empty();
        }
        try {
            return look.get();
        } catch (LinkageError e) {
            visible = false;
            LOG.log(Level.INFO, "Frames take the way through the server's HTTP, since its connections are not visible "
                    + "to this application or are of another version: " + e);
            return Optional.empty();
        }
    }

    /** Extensions change frames, so they are left to the standard API. */
    @Override
    public Optional<SessionTransport> accelerate(Session session, SessionTransport standard) {
        TyrusSocket socket = opening.get();
        if (socket == null) {
            unusable("Tyrus did not ask for its handler of the connection, or not as it is known here");
            return Optional.empty();
        }
        return session.getNegotiatedExtensions().isEmpty()
                ? Optional.of(new TyrusTransport(session, socket, standard, farewells)) : Optional.empty();
    }

    @Override
    public void sweep() {
        departures.sweep();
        farewells.sweep();
    }

    /** Says once why connections are not reached. */
    void unusable(String reason) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.INFO, "Sockets are used by the standard API alone: " + reason);
        }
    }
}
