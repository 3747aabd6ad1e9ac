package org.carillon.session;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one session: shared frames, bounded in bytes, handed to the container a little at a time, so that the
 * container's own unbounded queues stay short. Offering never waits. A queue that would grow over its bound ends the
 * session with {@link Disconnect#SLOW}; only a frame larger than the bound may enter an empty queue.
 *
 * <p>Its monitor guards its state and that of its feeds, and is never held while the container is called. At most one
 * thread drains at a time; a dialect that may join frames has one frame under way and joins what gathered meanwhile.
 */
public final class OutboundQueue implements Transport.Completion {
    /** How many frames may be under way: some containers stop reading from a client when more are queued. */
    private static final int FLIGHT_FRAMES = 32;

    private final Dialect dialect;
    private final Transport transport;
    private final Settings.Outbound limits;
    private final Clock clock;
    private final Backlog waiting = new Backlog();
    private final int[] flightSizes;
    private int flightHead;
    private int flightCount;
    private int flightBytes;
    private int heldBytes;
    private boolean draining;
    private @Nullable Disconnect closing;
    private boolean hurried;
    private boolean ended;
    private volatile long progress;

    /** An empty queue. */
    OutboundQueue(Dialect dialect, Transport transport, Settings.Outbound limits, Clock clock) {
        this.dialect = dialect;
        this.transport = transport;
        this.limits = limits;
        this.clock = clock;
        this.progress = clock.millis();
        this.flightSizes = new int[dialect.joins() ? 1 : FLIGHT_FRAMES];
    }

    /** Offers a reply, or anything else that belongs to no channel. */
    public void offer(Frame frame) {
        boolean drain;
        synchronized (this) {
            add(frame);
            drain = begin();
        }
        go(drain);
    }

    /** Offers frames of a channel; if its feed is held they wait there, if it has ended they are dropped. */
    public void offer(Feed feed, List<Frame> frames) {
        boolean drain;
        synchronized (this) {
            for (int i = 0; i < frames.size(); i++) {
                route(feed, frames.get(i));
            }
            drain = begin();
        }
        go(drain);
    }

    /** Offers a frame that replaces one of the same slot that still waits. */
    public void offer(Feed feed, Frame frame, String slot) {
        boolean drain;
        synchronized (this) {
            if (feed.live()) {
                conflate(new Backlog.Slot(feed, slot), frame);
            } else {
                route(feed, frame);
            }
            drain = begin();
        }
        go(drain);
    }

    /** Makes a feed live: the replies, if any, then what was held, then what comes. */
    public void start(Feed feed, List<Frame> replies) {
        boolean drain;
        synchronized (this) {
            List<Frame> held = release(feed);
            replies.forEach(this::add);
            held.forEach(this::add);
            drain = begin();
        }
        go(drain);
    }

    /** Ends a feed: none of its messages follows the replies. */
    public void end(Feed feed, List<Frame> replies) {
        boolean drain;
        synchronized (this) {
            release(feed);
            feed.end();
            waiting.forget(feed);
            replies.forEach(this::add);
            drain = begin();
        }
        go(drain);
    }

    /**
     * Takes nothing more, and closes the session when what waits has left; at once if {@code drop}, and then once more
     * if it should be closed already, for a container that did not do so.
     */
    void close(Disconnect disconnect, boolean drop) {
        boolean drain;
        boolean again;
        synchronized (this) {
            again = ended && drop;
            if (closing == null) {
                closing = disconnect;
            }
            if (drop) {
                hurried = true;
                waiting.clear();
            }
            drain = begin();
        }
        if (again) {
            transport.close(disconnect);
        }
        go(drain);
    }

    /** Why the server closes or has closed the session; empty if it does not. */
    public synchronized Optional<Disconnect> closing() {
        return Optional.ofNullable(closing);
    }

    /** Whether it takes and sends nothing more. */
    synchronized boolean ended() {
        return ended;
    }

    /** Takes and sends nothing more: the connection is gone. */
    synchronized void end() {
        ended = true;
        waiting.clear();
    }

    /** Whether something waits or is under way. */
    public boolean busy() {
        synchronized (this) {
            return flightCount > 0 || !waiting.isEmpty();
        }
    }

    /** When a frame last left, or came while none waited nor was under way, in epoch milliseconds. */
    long progress() {
        return progress;
    }

    /** How many bytes wait here, are held, or are at the container. */
    synchronized int bytes() {
        return waiting.bytes() + heldBytes + flightBytes;
    }

    @Override
    public void sent(boolean failure) {
        boolean drain;
        synchronized (this) {
            if (flightCount == 0) {
                return; // a container reported one frame twice, by an exception and by its handler
            }
            flightBytes -= flightSizes[flightHead];
            flightHead = flightHead + 1 == flightSizes.length ? 0 : flightHead + 1;
            flightCount--;
            if (failure) {
                end();
            }
            drain = begin();
        }
        progress = clock.millis();
        go(drain);
    }

    private void route(Feed feed, Frame frame) {
        if (feed.live()) {
            add(frame);
        } else if (!feed.ended() && accepts(frame, 0)) {
            heldBytes += frame.bytes();
            feed.hold(frame);
        }
    }

    private List<Frame> release(Feed feed) {
        List<Frame> held = feed.start();
        held.forEach(frame -> heldBytes -= frame.bytes());
        return held;
    }

    private void conflate(Backlog.Slot slot, Frame frame) {
        if (accepts(frame, waiting.bytes(slot))) {
            waiting.put(slot, frame);
        }
    }

    private void add(Frame frame) {
        if (accepts(frame, 0)) {
            waiting.add(frame);
        }
    }

    /** Whether a frame may wait in the place of so many bytes; if not, the session is closed. */
    private boolean accepts(Frame frame, int replaced) {
        if (ended || closing != null) {
            return false;
        }
        int others = waiting.bytes() + heldBytes - replaced;
        if (others > 0 && frame.bytes() > limits.bytes() - others) {
            closing = Disconnect.SLOW;
            waiting.clear();
            return false;
        }
        if (flightCount == 0 && waiting.isEmpty()) {
            progress = clock.millis();
        }
        return true;
    }

    /** Whether the caller must drain. */
    private boolean begin() {
        boolean due = !draining && (ready() || mustClose());
        draining |= due;
        return due;
    }

    private boolean ready() {
        Frame next = waiting.peek();
        return next != null && (flightCount == 0
                || flightCount < flightSizes.length && flightBytes + next.bytes() <= limits.flight());
    }

    /**
     * A close after frames that have not left would be lost with them (Tyrus), so it waits, unless there is no time.
     */
    private boolean mustClose() {
        return closing != null && !ended && waiting.isEmpty() && (flightCount == 0 || hurried);
    }

    private void go(boolean drain) {
        if (drain) {
            drain();
        }
    }

    private void drain() {
        Frame next = advance();
        while (next != null) {
            transport.send(next, this);
            next = advance();
        }
    }

    /** The next frame to send; if there is none the draining ends, and perhaps the session. */
    private @Nullable Frame advance() {
        Disconnect disconnect;
        synchronized (this) {
            if (ready()) {
                return next();
            }
            draining = false;
            disconnect = mustClose() ? closing : null;
            ended |= disconnect != null;
        }
        if (disconnect != null) {
            transport.close(disconnect);
        }
        return null;
    }

    private Frame next() {
        Frame frame = dialect.joins() ? dialect.join(waiting.takeUpTo(limits.flight())) : waiting.take();
        int tail = flightHead + flightCount;
        flightSizes[tail >= flightSizes.length ? tail - flightSizes.length : tail] = frame.bytes();
        flightCount++;
        flightBytes += frame.bytes();
        return frame;
    }
}
