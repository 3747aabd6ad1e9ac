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
    private final Transport transport;
    private final OutboundState state;
    private final Runnable sends = this::sendAll;

    OutboundQueue(Dialect dialect, Transport transport, Settings.Outbound limits, Clock clock) {
        this.transport = transport;
        this.state = new OutboundState(dialect, transport.gathers(), limits, clock);
    }

    /** Offers a reply, or anything else that belongs to no channel. */
    public void offer(Frame frame) {
        change(() -> state.add(frame));
    }

    /** Offers frames of a channel; if its feed is held they wait there, if it has ended they are dropped. */
    public void offer(Feed feed, List<Frame> frames) {
        boolean drain;
        synchronized (this) {
            if (frames.size() == 1 && state.alone(feed, frames.get(0))) {
                drain = true;
            } else {
                state.together();
                for (int i = 0; i < frames.size(); i++) {
                    state.add(feed, frames.get(i));
                }
                drain = state.begin();
            }
        }
        go(drain);
    }

    /** Offers a frame that replaces one of the same slot that still waits. */
    public void offer(Feed feed, Frame frame, String slot) {
        change(() -> state.put(feed, frame, slot));
    }

    /** Makes a feed live: the replies, if any, then what was held, then what comes; nothing if it has ended. */
    public void start(Feed feed, List<Frame> replies) {
        change(() -> {
            if (!feed.ended()) {
                List<Frame> frames = state.release(feed);
                replies.forEach(state::add);
                frames.forEach(state::add);
            }
        });
    }

    /** Offers frames that come before anything of a held feed; nothing if it has ended. */
    public void replay(Feed feed, List<Frame> frames) {
        change(() -> {
            if (!feed.ended()) {
                frames.forEach(state::add);
            }
        });
    }

    /** Ends a feed: none of its messages follows the replies. */
    public void end(Feed feed, List<Frame> replies) {
        change(() -> {
            state.end(feed);
            replies.forEach(state::add);
        });
    }

    /** Whether a feed takes nothing more. */
    public synchronized boolean ended(Feed feed) {
        return state.ended() || state.closing() != null || feed.ended();
    }

    /** How many bytes may still be offered. */
    public synchronized int room() {
        state.together();
        return state.room();
    }

    /**
     * Calls {@code refill} once when nothing waits any more; never if the session ends before. It must hand over what
     * takes time, and call {@link #refilled} when it has offered what it has: then comes the next one.
     */
    public void whenEmpty(Runnable refill) {
        change(() -> state.refill(refill));
    }

    /** The refill that was called has offered what it had. */
    public void refilled() {
        change(state::refilled);
    }

    private void change(Runnable change) {
        boolean drain;
        synchronized (this) {
            state.together();
            change.run();
            drain = state.begin();
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
            state.together();
            state.close(disconnect, drop);
            drain = state.begin();
        }
        go(drain && !drop);
        if (drain && drop) {
            sendAll(); // here and now: nothing is left to be written
        }
    }

    /** Why the server closes or has closed the session; empty if it does not. */
    public synchronized Optional<Disconnect> closing() {
        return Optional.ofNullable(state.closing());
    }

    /** Whether it takes and sends nothing more. */
    synchronized boolean ended() {
        return state.ended();
    }

    /** Takes and sends nothing more: the connection is gone. */
    synchronized void end() {
        state.together();
        state.end();
    }

    /** Whether something waits or is under way. */
    public synchronized boolean busy() {
        state.together();
        return state.busy();
    }

    /** When a frame last left, or came while none waited nor was under way, in epoch milliseconds. */
    long progress() {
        return Math.max(state.progress(), transport.delayedUntil());
    }

    /** How many bytes wait here, are held, or are at the container. */
    synchronized int bytes() {
        state.together();
        return state.bytes();
    }

    @Override
    public void sent(boolean failure) {
        boolean drain;
        synchronized (this) {
            // A container may report one frame twice, by an exception and by its handler.
            drain = state.left(failure) && state.begin();
        }
        go(drain);
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

    /** The next frame to send; if there is none the draining ends, and perhaps the session. */
    private @Nullable Frame advance() {
        Disconnect disconnect;
        Runnable refill;
        synchronized (this) {
            Frame next = state.next();
            if (next != null) {
                return next;
            }
            state.rest();
            refill = state.dueRefill();
            disconnect = state.dueClose();
        }
        if (refill != null) {
            refill.run();
        }
        if (disconnect != null) {
            transport.close(disconnect);
        }
        return null;
    }
}
