package org.carillon.endpoint.tyrus;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;

/** A socket of Tyrus: frames and pings go straight to the connection, a close by the standard API. */
final class TyrusTransport implements SessionTransport {
    private static final Logger LOG = System.getLogger(TyrusTransport.class.getName());

    private final Session session;
    private final TyrusSocket socket;
    private final SessionTransport standard;
    private final Farewells farewells;

    TyrusTransport(Session session, TyrusSocket socket, SessionTransport standard, Farewells farewells) {
        this.session = session;
        this.socket = socket;
        this.standard = standard;
        this.farewells = farewells;
    }

    @Override
    public void listen(Incoming incoming) {
        socket.listen(incoming);
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public boolean shares() {
        return socket.shares();
    }

    @Override
    public void send(Frame frame, Completion sent) {
        if (!session.isOpen()) {
            sent.sent(true);
            return;
        }
        try {
            socket.send(frame, sent);
        } catch (RuntimeException | Error e) {
            // Whatever it is, it ends this session alone: the caller is on its way to all the others.
            LOG.log(Level.DEBUG, () -> "A frame could not be sent to " + session.getId(), e);
            sent.sent(true);
        }
    }

    @Override
    public void ping() {
        if (!session.isOpen()) {
            return;
        }
        try {
            socket.ping();
        } catch (RuntimeException e) {
            // The heartbeat finds out: there will be no answer.
            LOG.log(Level.DEBUG, () -> "A ping could not be sent to " + session.getId(), e);
        }
    }

    @Override
    public void close(Disconnect disconnect) {
        standard.close(disconnect);
    }

    /** Tyrus waits for the client's answer to a close for ever. */
    @Override
    public void ended() {
        socket.end();
        farewells.add(socket);
    }
}
