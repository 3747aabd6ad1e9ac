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
 * What waits for one session: shared frames, bounded in bytes, handed to the container a little at a time, so that its
 * own queues stay short. Offering never waits. A queue that would grow over its bound ends the session with
 * {@link Disconnect#SLOW}; two frames larger than the bound may wait besides.
 *
 * <p>Its monitor guards its state and that of its feeds, and is never held while the container is called. At most one
 * thread drains at a time; a dialect that may join frames has one frame under way and joins what gathered meanwhile.
 */
public final class OutboundQueue implements Transport.Completion {
    private final Dialect dialect;
    private final Transport transport;
    private final Settings.Outbound limits;
    private final Clock clock;
    private final Backlog waiting;
    private final Weight held;
    private final Flight flight;
    private final Refills refills = new Refills();
    private final Runnable sends = this::sendAll;
    private boolean draining;
    private @Nullable Disconnect closing;
    private boolean hurried;
    private boolean ended;
    private volatile long progress;

    OutboundQueue(Dialect dialect, Transport transport, Settings.Outbound limits, Clock clock) {
        this.dialect = dialect;
        this.transport = transport;
        this.limits = limits;
        this.waiting = new Backlog(limits.bytes());
        this.held = new Weight(limits.bytes());
        this.clock = clock;
        this.progress = clock.millis();
        this.flight = new Flight(dialect.joins() || transport.gathers());
    }

    /** Offers a reply, or anything else that belongs to no channel. */
    public void offer(Frame frame) {
        change(() -> add(frame));
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
        Backlog.Slot place = new Backlog.Slot(feed, slot);
        change(() -> {
            if (!feed.live()) {
                route(feed, frame);
            } else if (accepts(frame, waiting.peek(place))) {
                waiting.put(place, frame);
            }
        });
    }

    /** Makes a feed live: the replies, if any, then what was held, then what comes; nothing if it has ended. */
    public void start(Feed feed, List<Frame> replies) {
        change(() -> {
            if (!feed.ended()) {
                List<Frame> frames = release(feed);
                replies.forEach(this::add);
                frames.forEach(this::add);
            }
        });
    }

    /** Offers frames that come before anything of a held feed; nothing if it has ended. */
    public void replay(Feed feed, List<Frame> frames) {
        change(() -> {
            if (!feed.ended()) {
                frames.forEach(this::add);
            }
        });
    }

    /** Ends a feed: none of its messages follows the replies. */
    public void end(Feed feed, List<Frame> replies) {
        change(() -> {
            release(feed);
            feed.end();
            waiting.forget(feed);
            replies.forEach(this::add);
        });
    }

    /** Whether a feed takes nothing more. */
    public synchronized boolean ended(Feed feed) {
        return ended || closing != null || feed.ended();
    }

    /** How many bytes may still be offered. */
    public synchronized int room() {
        return waiting.weight().room(held);
    }

    /**
     * Calls {@code refill} once when nothing waits any more; never if the session ends before. It must hand over what
     * takes time, and call {@link #refilled} when it has offered what it has: then comes the next one.
     */
    public void whenEmpty(Runnable refill) {
        change(() -> refills.add(refill));
    }

    /** The refill that was called has offered what it had. */
    public void refilled() {
        change(refills::done);
    }

    private void change(Runnable change) {
        boolean drain;
        synchronized (this) {
            change.run();
            drain = begin();
        }
        go(drain);
    }

    /**
     * Takes nothing more, and closes the session when what waits has left; at once if {@code drop}, even once more.
     */
    void close(Disconnect disconnect, boolean drop) {
        if (drop && ended()) {
            transport.close(disconnect);
        }
        boolean drain;
        synchronized (this) {
            closing = closing == null ? disconnect : closing;
            if (drop) {
                hurried = true;
                waiting.clear();
            }
            drain = begin();
        }
        go(drain && !drop);
        if (drain && drop) {
            sendAll(); // here and now: nothing is left to be written
        }
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
        refills.clear();
        waiting.clear();
    }

    /** Whether something waits or is under way. */
    public synchronized boolean busy() {
        return !flight.isEmpty() || !waiting.isEmpty();
    }

    /** When a frame last left, or came while none waited nor was under way, in epoch milliseconds. */
    long progress() {
        return Math.max(progress, transport.delayedUntil());
    }

    /** How many bytes wait here, are held, or are at the container. */
    synchronized int bytes() {
        return waiting.weight().bytes() + held.bytes() + flight.bytes();
    }

    @Override
    public void sent(boolean failure) {
        boolean drain;
        synchronized (this) {
            if (flight.isEmpty()) {
                return; // a container reported one frame twice, by an exception and by its handler
            }
            flight.remove();
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
        } else if (!feed.ended() && accepts(frame, null)) {
            held.add(frame);
            feed.hold(frame);
        }
    }

    private List<Frame> release(Feed feed) {
        List<Frame> frames = feed.start();
        frames.forEach(held::remove);
        return frames;
    }

    private void add(Frame frame) {
        if (accepts(frame, null)) {
            waiting.add(frame);
        }
    }

    /** Whether a frame may wait, in the place of another if there is one; if not, the session is closed. */
    private boolean accepts(Frame frame, @Nullable Frame replaced) {
        if (ended || closing != null) {
            return false;
        }
        if (!waiting.weight().fits(frame, replaced, held)) {
            closing = Disconnect.SLOW;
            waiting.clear();
            return false;
        }
        if (flight.isEmpty() && waiting.isEmpty()) {
            progress = clock.millis();
        }
        return true;
    }

    /** Whether the caller must drain. */
    private boolean begin() {
        boolean due = !draining && (ready() || mustClose() || mayRefill());
        draining |= due;
        return due;
    }

    private boolean ready() {
        Frame next = waiting.peek();
        return next != null && flight.takes(next.bytes(), limits.flight());
    }

    /** A close after frames that have not left would be lost with them (Tyrus), so it waits if there is time. */
    private boolean mustClose() {
        return closing != null && !ended && waiting.isEmpty() && (flight.isEmpty() || hurried);
    }

    private void go(boolean drain) {
        if (drain) {
            transport.write(sends);
        }
    }

    private void sendAll() {
        for (Frame next = advance(); next != null; next = advance()) {
            transport.send(next, this);
        }
    }

    private boolean mayRefill() {
        return refills.ready() && waiting.isEmpty() && closing == null && !ended;
    }

    /** The next frame to send; if there is none the draining ends, and perhaps the session. */
    private @Nullable Frame advance() {
        Disconnect disconnect;
        Runnable refill;
        synchronized (this) {
            if (ready()) {
                Frame frame = waiting.take(dialect, transport.gathers(), limits.flight());
                flight.add(frame.bytes());
                return frame;
            }
            draining = false;
            refill = mayRefill() ? refills.start() : () -> { };
            disconnect = mustClose() ? closing : null;
            ended |= disconnect != null;
        }
        refill.run();
        if (disconnect != null) {
            transport.close(disconnect);
        }
        return null;
    }
}
