package org.carillon.endpoint.undertow;

import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.jsr.UndertowSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.session.EventLoop;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** A socket of Undertow, written to by its I/O thread: frames go straight to the connection. */
final class UndertowTransport implements SessionTransport, Outbox.Work {
    /** How long a client that goes on sending has to read why it was closed. */
    private static final long LAST_WORDS_MILLIS = 1000;
    /** How long a client may take to answer a close. */
    private static final long CLOSE_MILLIS = 5000;
    private static final Logger LOG = System.getLogger(UndertowTransport.class.getName());

    private final UndertowSession session;
    private final WebSocketChannel channel;
    private final StreamConnection connection;
    private final SessionTransport standard;
    private final Outbox outbox;
    private volatile @Nullable Runnable writing;
    /** There when the first frame is sent; of the I/O thread alone. */
    private @Nullable FrameConduit conduit;

    UndertowTransport(UndertowSession session, StreamConnection connection, SessionTransport standard, Outbox outbox) {
        this.session = session;
        this.channel = session.getWebSocketChannel();
        this.connection = connection;
        this.standard = standard;
        this.outbox = outbox;
    }

    @Override
    public void listen(Incoming incoming) {
        UndertowReceiver receiver = new UndertowReceiver(session, incoming);
        outbox.execute(() -> {
            TurnConduit.before(connection.getSourceChannel(), channel::isCloseFrameSent, outbox::afterOthers,
                    () -> outbox.later(session::forceClose, LAST_WORDS_MILLIS), receiver::arrived);
            session.setReceiveListener(receiver);
        });
    }

    /** A client that keeps the connection, busy or idle, would hold it for as long as it likes. */
    @Override
    public void ended() {
        outbox.later(session::forceClose, CLOSE_MILLIS);
    }

    @Override
    public void write(Runnable frames) {
        if (writing != frames) {
            writing = frames;
        }
        outbox.add(this);
    }

    /** Writes what waits. A defect costs one session, whose stall is noticed, and not all those of the thread. */
    void write() {
        Runnable frames = writing;
        try {
            if (frames != null) {
                frames.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A session could not be written to", e);
        }
    }

    @Override
    public int work(int steps) {
        write();
        return steps - 1;
    }

    @Override
    public boolean over() {
        return true;
    }

    @Override
    public void send(Frame frame, Completion sent) {
        if (outbox.here()) {
            sendHere(frame, sent);
        } else {
            outbox.execute(() -> sendHere(frame, sent));
        }
    }

    private void sendHere(Frame frame, Completion sent) {
        if (channel.isCloseFrameSent() || channel.isCloseFrameReceived()) {
            sent.sent(true);
            return;
        }
        try {
            conduit().send(ByteBuffer.wrap(frame.wire()), sent);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "A frame could not be sent to " + session.getId(), e);
            session.forceClose();
        }
    }

    private FrameConduit conduit() {
        FrameConduit known = conduit;
        if (known == null) {
            FrameConduit made = FrameConduit.before(connection.getSinkChannel());
            channel.addCloseTask(closed -> made.end());
            conduit = made;
            known = made;
        }
        return known;
    }

    @Override
    public Optional<EventLoop> loop() {
        return Optional.of(outbox);
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public boolean shares() {
        return true;
    }

    @Override
    public void ping() {
        standard.ping();
    }

    @Override
    public void close(Disconnect disconnect) {
        standard.close(disconnect);
    }
}
