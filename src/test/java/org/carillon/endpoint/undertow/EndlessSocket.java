package org.carillon.endpoint.undertow;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** A socket that always has something to read, at most so much at a time as it is told. */
final class EndlessSocket implements StreamSourceConduit {
    int most = Integer.MAX_VALUE;
    boolean resumed;
    boolean woken;

    @Override
    public int read(ByteBuffer target) {
        int count = Math.min(most, target.remaining());
        target.position(target.position() + count);
        return count;
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            all += read(targets[i]);
        }
        return all;
    }

    @Override
    public void resumeReads() {
        resumed = true;
    }

    @Override
    public void suspendReads() {
        resumed = false;
    }

    @Override
    public void wakeupReads() {
        resumed = true;
        woken = true;
    }

    @Override
    public boolean isReadResumed() {
        return resumed;
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {}

    @Override
    public boolean isReadShutdown() {
        return false;
    }

    @Override
    public @Nullable XnioIoThread getReadThread() {
        return null;
    }

    @Override
    public @Nullable XnioWorker getWorker() {
        return null;
    }

    @Override
    public void terminateReads() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitReadable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) {
        throw new UnsupportedOperationException();
    }
}
