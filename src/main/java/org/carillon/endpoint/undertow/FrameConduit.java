package org.carillon.endpoint.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.carillon.session.Transport;
import org.jspecify.annotations.Nullable;
import org.xnio.Buffers;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Where a connection is written to, between Undertow and the socket. A frame of ours goes straight to the socket, and
 * what of it does not fit goes before anything else; Undertow, which sends pings, pongs and closes, waits for that as
 * for a socket that is full. Nothing of ours comes within what Undertow is about to write. Used by the I/O thread of
 * the connection alone.
 */
final class FrameConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
    /** The JDK copies all that it is given before it writes what fits: of a large frame, only so much at a time. */
    private static final int PIECE = 128 * 1024;

    private final ConduitStreamSinkChannel channel;
    private @Nullable ByteBuffer frame;
    private Transport.@Nullable Completion sent;
    /** Whether Undertow has written a part of what it is to write. */
    private boolean within;

    private FrameConduit(ConduitStreamSinkChannel channel, StreamSinkConduit next) {
        super(next);
        this.channel = channel;
    }

    /** Puts a conduit before what a channel writes to. */
    static FrameConduit before(ConduitStreamSinkChannel channel) {
        FrameConduit conduit = new FrameConduit(channel, channel.getConduit());
        channel.setConduit(conduit);
        return conduit;
    }

    /** Sends a frame. The one before has left, which is told before this returns or when the socket has room. */
    void send(ByteBuffer bytes, Transport.Completion completion) throws IOException {
        frame = bytes;
        sent = completion;
        if (!flush()) {
            channel.resumeWrites();
        }
    }

    /** The connection is gone, and with it the frame under way. */
    void end() {
        report(true);
    }

    private void report(boolean failure) {
        Transport.Completion waiting = sent;
        frame = null;
        sent = null;
        if (waiting != null) {
            waiting.sent(failure);
        }
    }

    /** Writes what is left of our frame; whether nothing is. */
    private boolean settled() throws IOException {
        ByteBuffer left = frame;
        if (left == null) {
            return true;
        }
        if (within) {
            return false;
        }
        try {
            if (left.remaining() <= PIECE) {
                next.write(left);
            } else {
                writePieces(left);
            }
        } catch (IOException e) {
            report(true);
            throw e;
        }
        if (left.hasRemaining()) {
            return false;
        }
        report(false);
        return frame == null;
    }

    private void writePieces(ByteBuffer left) throws IOException {
        int end = left.limit();
        try {
            do {
                left.limit(Math.min(end, left.position() + PIECE));
                next.write(left);
            } while (!left.hasRemaining() && left.limit() < end);
        } finally {
            left.limit(end);
        }
    }

    @Override
    public boolean flush() throws IOException {
        return settled() && next.flush();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!within && !settled()) {
            return 0;
        }
        int written = next.write(source);
        within = source.hasRemaining();
        return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (!within && !settled()) {
            return 0;
        }
        long written = next.write(sources, offset, length);
        within = Buffers.hasRemaining(sources, offset, length);
        return written;
    }

    @Override
    public int writeFinal(ByteBuffer source) throws IOException {
        return Conduits.writeFinalBasic(this, source);
    }

    @Override
    public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
        return Conduits.writeFinalBasic(this, sources, offset, length);
    }

    @Override
    public long transferFrom(FileChannel source, long position, long count) throws IOException {
        return settled() ? next.transferFrom(source, position, count) : 0;
    }

    @Override
    public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
        return Conduits.transfer(source, count, through, this);
    }
}
