package org.carillon.session;

import java.time.Clock;
import java.util.List;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** What waits for one session, what is under way, and whether it ends. Guarded by the monitor of its queue. */
final class OutboundState {
    private final Dialect dialect;
    private final boolean gathers;
    private final Settings.Outbound limits;
    private final Clock clock;
    private final Backlog waiting;
    private final Weight held;
    private final Flight flight;
    private final Refills refills = new Refills();
    /** The frame that came while there was no other: it leaves at once, so the backlog is spared. */
    private @Nullable Frame first;
    private boolean draining;
    private @Nullable Disconnect closing;
    private boolean hurried;
    private boolean ended;
    private volatile long progress;

    OutboundState(Dialect dialect, boolean gathers, Settings.Outbound limits, Clock clock) {
        this.dialect = dialect;
        this.gathers = gathers;
        this.limits = limits;
        this.clock = clock;
        this.waiting = new Backlog(limits.bytes());
        this.held = new Weight(limits.bytes());
        this.flight = new Flight(dialect.joins() || gathers);
        this.progress = clock.millis();
    }

    /**
     * Takes a frame of a live feed as the first one, and the caller as who must drain, if nothing waits nor is under
     * way. Whoever does not drain has nothing that could leave; so if nothing is under way either, nothing waits.
     */
    boolean alone(Feed feed, Frame frame) {
        boolean alone = !draining && flight.isEmpty() && closing == null && !ended && feed.live()
                && frame.parts().isEmpty() && frame.bytes() <= limits.bytes();
        if (alone) {
            first = frame;
            draining = true;
            progress = clock.millis();
        }
        return alone;
    }

    /** Puts the first frame to what else waits; to be called before anything but {@link #next} and {@link #left}. */
    void together() {
        if (first != null) {
            waiting.unshift(first);
            first = null;
        }
    }

    /** Adds a frame of a feed: to what waits, or to what the feed holds; not if it has ended. */
    void add(Feed feed, Frame frame) {
        if (feed.live()) {
            add(frame);
        } else if (!feed.ended() && accepts(frame, null)) {
            held.add(frame);
            feed.hold(frame);
        }
    }

    /** Adds a frame in the place of one of the same slot that still waits. */
    void put(Feed feed, Frame frame, String slot) {
        Backlog.Slot place = new Backlog.Slot(feed, slot);
        if (!feed.live()) {
            add(feed, frame);
        } else if (accepts(frame, waiting.peek(place))) {
            waiting.put(place, frame);
        }
    }

    void add(Frame frame) {
        if (accepts(frame, null)) {
            waiting.add(frame);
        }
    }

    /** Makes a feed live; what it held, which does not wait any more. */
    List<Frame> release(Feed feed) {
        List<Frame> frames = feed.start();
        frames.forEach(held::remove);
        return frames;
    }

    /** Ends a feed; what of it waits in slots is dropped. */
    void end(Feed feed) {
        release(feed);
        feed.end();
        waiting.forget(feed);
    }

    void refill(Runnable refill) {
        refills.add(refill);
    }

    void refilled() {
        refills.done();
    }

    /** Takes nothing more, for the first reason that is given; if hurried, what waits is dropped. */
    void close(Disconnect disconnect, boolean drop) {
        closing = closing == null ? disconnect : closing;
        if (drop) {
            hurried = true;
            waiting.clear();
        }
    }

    /** The connection is gone. */
    void end() {
        ended = true;
        refills.clear();
        waiting.clear();
    }

    boolean ended() {
        return ended;
    }

    @Nullable Disconnect closing() {
        return closing;
    }

    /** Whether something waits or is under way. */
    boolean busy() {
        return !flight.isEmpty() || !waiting.isEmpty();
    }

    int room() {
        return waiting.weight().room(held);
    }

    int bytes() {
        return waiting.weight().bytes() + held.bytes() + flight.bytes();
    }

    /** When a frame last left, or came while none waited nor was under way, in epoch milliseconds; read by anyone. */
    long progress() {
        return progress;
    }

    /** Whether a frame may wait, in the place of another if there is one; if not, the session is to be closed. */
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

    /** Whether the caller must drain, which nobody else does then. */
    boolean begin() {
        boolean due = !draining && (ready() || mustClose() || mayRefill());
        draining |= due;
        return due;
    }

    /** The next frame to send, which is under way then; absent if none may leave. */
    @Nullable Frame next() {
        Frame next = first;
        if (next != null) {
            first = null;
        } else if (ready()) {
            next = waiting.take(dialect, gathers, limits.flight());
        } else {
            return null;
        }
        flight.add(next.bytes());
        return next;
    }

    /** Ends the draining. */
    void rest() {
        draining = false;
    }

    /** The refill that is due, and starts; absent if none is. */
    @Nullable Runnable dueRefill() {
        return mayRefill() ? refills.start() : null;
    }

    /** Why the session is closed now; absent if it is not, or was already. */
    @Nullable Disconnect dueClose() {
        Disconnect due = mustClose() ? closing : null;
        ended |= due != null;
        return due;
    }

    /** Whether a frame was under way: it has left, or never will if {@code failure}. */
    boolean left(boolean failure) {
        if (flight.isEmpty()) {
            return false;
        }
        flight.remove();
        if (failure) {
            together();
            end();
        }
        progress = clock.millis();
        return true;
    }

    private boolean ready() {
        Frame next = waiting.peek();
        return next != null && flight.takes(next.bytes(), limits.flight());
    }

    /** A close after frames that have not left would be lost with them (Tyrus), so it waits if there is time. */
    private boolean mustClose() {
        return closing != null && !ended && waiting.isEmpty() && (flight.isEmpty() || hurried);
    }

    private boolean mayRefill() {
        return refills.ready() && waiting.isEmpty() && closing == null && !ended;
    }
}
