package org.carillon.endpoint.tyrus;

import java.nio.ByteBuffer;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Frame;
import org.carillon.session.Transport;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one session, below Tyrus's endpoint. Tyrus's own frames go to the same connection, which writes one
 * frame after another, so they may come between those sent here.
 */
final class TyrusSocket extends CompletionHandler<ByteBuffer> {
    private static final byte[] PING = {(byte) 0x89, 0};
    private static final CompletionHandler<ByteBuffer> NOBODY = new CompletionHandler<>() {};

    private final Wire wire;
    private volatile Transport.@Nullable Completion completion;
    private volatile @Nullable Incoming incoming;
    private volatile boolean ended;

    TyrusSocket(Wire wire) {
        this.wire = wire;
    }

    /** Sends a frame as {@link Transport#send} does; when many are under way, all have the same completion. */
    void send(Frame frame, Transport.Completion sent) {
        completion = sent;
        wire.write(frame.wire(), this);
    }

    /** As {@link Transport#shares}. */
    boolean shares() {
        return wire.shares();
    }

    /** Sends an empty ping. */
    void ping() {
        wire.write(PING, NOBODY);
    }

    /** Hands plain messages over here from now on, instead of to Tyrus. */
    void listen(Incoming next) {
        incoming = next;
    }

    @Nullable Incoming incoming() {
        return incoming;
    }

    /** The session has ended: what comes after that is of no use. */
    void end() {
        ended = true;
    }

    /** Whether the session has ended. */
    boolean ended() {
        return ended;
    }

    /** Ends the connection when what waits has left. */
    void close() {
        wire.close();
    }

    /** Ends the connection now. */
    void cut() {
        wire.cut();
    }

    @Override
    public void completed(ByteBuffer written) {
        report(false);
    }

    @Override
    public void failed(Throwable failure) {
        report(true);
    }

    @Override
    public void cancelled() {
        report(true);
    }

    private void report(boolean failure) {
        Transport.Completion waiting = completion;
        if (waiting != null) {
            waiting.sent(failure);
        }
    }
}
