package org.carillon.endpoint.undertow;

import io.undertow.websockets.core.StreamSinkFrameChannel;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSocketFrameType;
import io.undertow.websockets.jsr.UndertowSession;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** A socket of Undertow, written to by its I/O thread: all frames of a moment in one gathered write. */
final class UndertowTransport implements SessionTransport {
    private static final Logger LOG = System.getLogger(UndertowTransport.class.getName());

    private final UndertowSession session;
    private final WebSocketChannel channel;
    private final SessionTransport standard;
    private final Outbox outbox;
    private volatile @Nullable Runnable writing;

    UndertowTransport(UndertowSession session, SessionTransport standard, Outbox outbox) {
        this.session = session;
        this.channel = session.getWebSocketChannel();
        this.standard = standard;
        this.outbox = outbox;
    }

    @Override
    public void listen(Incoming incoming) {
        UndertowReceiver receiver = new UndertowReceiver(session, incoming);
        outbox.execute(() -> session.setReceiveListener(receiver));
    }

    @Override
    public void write(Runnable frames) {
        writing = frames;
        outbox.add(this);
    }

    /** Lets frames gather at the channel and flushes them. Pings and closes of other threads leave with them. */
    void write() {
        Runnable frames = writing;
        if (frames == null) {
            return;
        }
        channel.setRequireExplicitFlush(true);
        try {
            frames.run();
        } finally {
            channel.setRequireExplicitFlush(false);
            channel.flush();
        }
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
        Outgoing outgoing = new Outgoing(frame.payload(), sent, outbox);
        try {
            StreamSinkFrameChannel sink = channel.send(
                    frame.binary() ? WebSocketFrameType.BINARY : WebSocketFrameType.TEXT);
            sink.send(outgoing);
            sink.shutdownWrites();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "A frame could not be sent to " + session.getId(), e);
            outgoing.close();
        }
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
