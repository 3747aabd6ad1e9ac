package org.carillon.endpoint.tyrus;

import jakarta.servlet.http.HttpServletRequest;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.catalina.connector.RequestFacade;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.ByteBufferWrapper;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.glassfish.tyrus.spi.CompletionHandler;

/**
 * Payara's connection below its HTTP: frames go straight into the connection's queue, into which those that Tyrus sends
 * itself come at last. These are pings, pongs and closes, each of which enters the queue in one piece; so nothing comes
 * within a frame. The layers between cost as much as all of Carillon.
 */
final class GrizzlyWire implements Wire {
    private static final String PLAIN_HTTP = "HTTP/1.1";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TCPNIOConnection connection;
    private final AsyncQueueWriter<SocketAddress> writer;

    private GrizzlyWire(TCPNIOConnection connection) {
        this.connection = connection;
        this.writer = ((TCPNIOTransport) connection.getTransport()).getAsyncQueueIO().getWriter();
    }

    /**
     * The wire of the connection that a request came by; none if something between would have to see the bytes. Fails
     * with a {@link LinkageError} where Grizzly's types are not visible.
     */
    static Optional<Wire> of(HttpServletRequest request) {
        return request.getProtocol().equals(PLAIN_HTTP)
                ? UpgradeSlot.facade(request).flatMap(GrizzlyWire::of) : Optional.empty();
    }

    private static Optional<Wire> of(RequestFacade facade) {
        Connection<?> connection =
                facade.getUnwrappedCoyoteRequest().getCoyoteRequest().getContext().getConnection();
        return connection instanceof TCPNIOConnection plain && SSLUtils.getSSLEngine(plain) == null
                ? Optional.of(new GrizzlyWire(plain)) : Optional.empty();
    }

    @Override
    public void write(byte[] frame, CompletionHandler<ByteBuffer> handler) {
        writer.write(connection, null, new ByteBufferWrapper(ByteBuffer.wrap(frame)), new Told(handler));
    }

    @Override
    public boolean shares() {
        return true;
    }

    @Override
    public void close() {
        connection.closeSilently();
    }

    @Override
    public void cut() {
        connection.terminateSilently();
    }

    /** Tells Tyrus's handler what Grizzly tells. */
    private record Told(CompletionHandler<ByteBuffer> handler)
            implements org.glassfish.grizzly.CompletionHandler<WriteResult<WritableMessage, SocketAddress>> {
        @Override
        public void completed(WriteResult<WritableMessage, SocketAddress> result) {
            handler.completed(NOTHING);
        }

        @Override
        public void failed(Throwable failure) {
            handler.failed(failure);
        }

        @Override
        public void cancelled() {
            handler.cancelled();
        }

        @Override
        public void updated(WriteResult<WritableMessage, SocketAddress> result) {}
    }
}
