package org.carillon.session;

import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A socket that only counts. Frames leave at once, within {@code send}; or when {@link #complete} says so. For one
 * thread.
 */
public final class CountingTransport implements Transport {
    private final boolean later;
    private long frames;
    private int underWay;
    private @Nullable Completion waiting;

    /** A socket whose frames leave at once, or by {@link #complete}. */
    public CountingTransport(boolean later) {
        this.later = later;
    }

    @Override
    public void send(Frame frame, Completion sent) {
        frames++;
        if (later) {
            underWay++;
            waiting = sent;
        } else {
            sent.sent(false);
        }
    }

    /** Lets all leave that is under way, and what follows; how many frames were handed over so far. */
    public long complete() {
        while (underWay > 0 && waiting != null) {
            underWay--;
            waiting.sent(false);
        }
        return frames;
    }

    @Override
    public void ping() {
        // Nobody is there to answer.
    }

    @Override
    public void close(Disconnect disconnect) {
        throw new IllegalStateException("no session of a benchmark may be closed, but this one is: " + disconnect);
    }
}
