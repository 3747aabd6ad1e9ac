package org.carillon.endpoint.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Where a connection is read from, between the socket and Undertow, which reads one connection for as long as it has
 * something: this one gives the I/O thread to others after so many bytes that came without a pause. Once the close of
 * the session was sent, one such turn is all that is read. Used by the I/O thread of the
 * connection alone.
 */
final class TurnConduit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    static final int TURN = 64 * 1024;

    private final BooleanSupplier closing;
    private final Consumer<Runnable> afterOthers;
    private final Runnable cut;
    private final IntConsumer read;
    private int left = TURN;
    private int afterwards = TURN;
    private boolean resting;
    /** Whether Undertow wants to read, while it may not. */
    private boolean wanted;

    private TurnConduit(StreamSourceConduit next, BooleanSupplier closing, Consumer<Runnable> afterOthers,
            Runnable cut, IntConsumer read) {
        super(next);
        this.closing = closing;
        this.afterOthers = afterOthers;
        this.cut = cut;
        this.read = read;
    }

    /**
     * Puts a conduit before what a channel reads from.
     *
     * @param closing whether the close of the session was sent
     * @param afterOthers lets the thread do something when it has read from others
     * @param cut ends the connection, or will
     * @param read is told how many bytes were read while the session is open, before anything is made of them
     */
    static void before(ConduitStreamSourceChannel channel, BooleanSupplier closing, Consumer<Runnable> afterOthers,
            Runnable cut, IntConsumer read) {
        channel.setConduit(new TurnConduit(channel.getConduit(), closing, afterOthers, cut, read));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int room = target.remaining();
        return resting ? 0 : (int) taken(next.read(target), room);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            room += targets[i].remaining();
        }
        return resting ? 0 : taken(next.read(targets, offset, length), room);
    }

    /** Counts what was read; a socket that had less than there was room for has paused. */
    private long taken(long bytes, long room) {
        if (bytes > 0 && closing.getAsBoolean()) {
            afterwards -= (int) Math.min(bytes, TURN);
            if (afterwards <= 0) {
                rest();
                cut.run();
            }
        } else {
            read.accept((int) Math.max(0, bytes));
            takeTurns(bytes, room);
        }
        return bytes;
    }

    private void takeTurns(long bytes, long room) {
        if (bytes < room) {
            left = TURN;
            return;
        }
        left -= (int) Math.min(bytes, TURN);
        if (left <= 0) {
            rest();
            afterOthers.accept(this::goOn);
        }
    }

    private void rest() {
        wanted = next.isReadResumed();
        resting = true;
        next.suspendReads();
    }

    private void goOn() {
        resting = false;
        left = TURN;
        if (wanted) {
            // Not only resumed: what a layer below has read already makes no socket readable.
            next.wakeupReads();
        }
    }

    @Override
    public void resumeReads() {
        wanted = true;
        if (!resting) {
            next.resumeReads();
        }
    }

    @Override
    public void wakeupReads() {
        wanted = true;
        if (!resting) {
            next.wakeupReads();
        }
    }

    @Override
    public void suspendReads() {
        wanted = false;
        next.suspendReads();
    }

    @Override
    public boolean isReadResumed() {
        return resting ? wanted : next.isReadResumed();
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, through, target);
    }
}
