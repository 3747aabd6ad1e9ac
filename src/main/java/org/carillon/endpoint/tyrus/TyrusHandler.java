package org.carillon.endpoint.tyrus;

import jakarta.servlet.http.WebConnection;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/** Tyrus's handler of an upgraded connection, with ours between the connection and Tyrus. */
public class TyrusHandler extends TyrusHttpUpgradeHandler {
    private @Nullable TyrusAccelerator accelerator;
    private @Nullable Wire wire;
    private @Nullable UpgradeSlot slot;
    private @Nullable TyrusSocket socket;

    /** Made by the container. */
    public TyrusHandler() {}

    /** Who is told whose connection it is while its session opens, and when it ends. */
    void accelerator(TyrusAccelerator owner) {
        accelerator = owner;
    }

    /** Where its frames are written to, instead of to Tyrus's writer. */
    void wire(Wire way) {
        wire = way;
    }

    /** Where the server holds it. */
    void slot(UpgradeSlot place) {
        slot = place;
    }

    @Override
    public void preInit(UpgradeInfo upgrade, Writer writer, boolean authenticated) {
        TyrusSocket made = new TyrusSocket(wire == null ? Wire.of(writer) : wire);
        socket = made;
        super.preInit(new Upgrade(upgrade, made), writer, authenticated);
    }

    @Override
    public void init(WebConnection connection) {
        TyrusAccelerator owner = accelerator;
        if (owner == null || socket == null) {
            super.init(connection);
            return;
        }
        owner.opening().set(socket);
        try {
            super.init(new LastingConnection(connection, owner.departures()));
        } finally {
            owner.opening().remove();
        }
    }

    @Override
    public void destroy() {
        try {
            super.destroy();
        } finally {
            if (slot != null) {
                slot.empty(this);
            }
        }
    }

    /** Tyrus would close the socket without a reason, the last one of an HTTP session: it is ours (LogoutIT). */
    @Override
    public void sessionDestroyed() {}

    /**
     * Tyrus's upgrade, whose connection is read by ours first. Tyrus keeps it as long as the connection, so it lets go
     * of the handshake, headers and all, when the connection is made.
     */
    private static final class Upgrade implements UpgradeInfo {
        private final WebSocketEngine.UpgradeStatus status;
        private final TyrusSocket socket;
        private @Nullable UpgradeInfo tyrus;

        Upgrade(UpgradeInfo tyrus, TyrusSocket socket) {
            this.status = tyrus.getStatus();
            this.socket = socket;
            this.tyrus = tyrus;
        }

        @Override
        public WebSocketEngine.UpgradeStatus getStatus() {
            return status;
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener closed) {
            UpgradeInfo upgrade = tyrus;
            if (upgrade == null) {
                throw new IllegalStateException("the connection of this handshake was made already");
            }
            tyrus = null;
            Connection connection = upgrade.createConnection(writer, closed);
            return new Link(connection, new Inbound(connection.getReadHandler(), socket));
        }
    }

    /** Tyrus's connection, read by ours first. */
    private record Link(Connection tyrus, Inbound inbound) implements Connection {
        @Override
        public ReadHandler getReadHandler() {
            return inbound;
        }

        @Override
        public Writer getWriter() {
            return tyrus.getWriter();
        }

        @Override
        public CloseListener getCloseListener() {
            return tyrus.getCloseListener();
        }

        @Override
        public void close(jakarta.websocket.CloseReason reason) {
            tyrus.close(reason);
        }
    }
}
