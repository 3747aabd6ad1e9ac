package org.carillon.cluster.file;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** What waits to be committed, bounded in bytes. Its monitor guards it. */
final class Pending {
    /** What a publication costs in memory besides its content. */
    private static final int ENVELOPE = 512;

    private final long limit;
    private final Queue<Append> appends = new ArrayDeque<>();
    private long bytes;
    private boolean other;
    private boolean running;
    private boolean failing;
    private boolean closed;

    /** Nothing yet, and room for so many bytes. */
    Pending(long limit) {
        this.limit = limit;
    }

    /**
     * Adds a publication.
     *
     * @throws RefusedException {@code unavailable}
     */
    synchronized void add(Append append) {
        if (closed) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the server stops, try again");
        }
        if (failing) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the store failed, try again");
        }
        if (bytes > limit) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the disk is too slow for what is published, try again");
        }
        appends.add(append);
        bytes += weight(append);
    }

    /** Asks for a round although no publication waits. */
    synchronized void ask() {
        other = true;
    }

    /** Whether a committer has to be started; it is taken to run then. */
    synchronized boolean start() {
        boolean needed = !running && more();
        running = running || needed;
        return needed;
    }

    /** The next publications, at most so many; maybe none. */
    synchronized List<Append> take(int most) {
        other = false;
        List<Append> some = new ArrayList<>(Math.min(most, appends.size()));
        while (some.size() < most && !appends.isEmpty()) {
            Append next = appends.remove();
            bytes -= weight(next);
            some.add(next);
        }
        return some;
    }

    /** Whether there is more to do; if not, the committer is taken to have ended. */
    synchronized boolean goOn() {
        running = more();
        return running;
    }

    /** Whether there is something to do. */
    synchronized boolean more() {
        return other || !appends.isEmpty();
    }

    /** Takes nothing more until {@link #mended}, and gives what waits. */
    synchronized List<Append> fail() {
        failing = true;
        return take(Integer.MAX_VALUE);
    }

    /** Takes publications again. */
    synchronized void mended() {
        failing = false;
    }

    /** Takes nothing more. */
    synchronized void close() {
        closed = true;
    }

    private static int weight(Append append) {
        return ENVELOPE + append.content().length;
    }
}
