package org.carillon.cluster.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Broker.Listener;
import org.carillon.cluster.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A channel that this node follows: sees that the listener is told every publication once and in order. While it does
 * not know that nothing is missing, it holds back what it hears and reads the log. Its own monitor guards it.
 */
final class Follower implements RedisTopics.Hearer {
    private static final Logger LOG = System.getLogger(Follower.class.getName());

    private final String channel;
    private final Desk desk;
    private final HeldNews held = new HeldNews();
    private State state = State.OPENING;
    private Position told = new Position("", 0);
    /** Whether more changes of members came than can be held back, so that some are lost. */
    private boolean lost;
    private boolean interrupted;
    private boolean asking;
    private boolean askAgain;
    private boolean marked;
    /** Whether the desk has still to be told of the mark, which is done with nothing held. */
    private boolean unsaid;
    private boolean busy;

    private enum State {
        /** The position is not known yet. */
        OPENING,
        /** Nothing is missing: news are handed on at once. */
        LIVE,
        /** Something may be missing: the log is read, or will be when Redis is there. */
        FILLING,
        /** Nothing more is told. */
        OVER
    }

    /** What a follower works with. */
    interface Desk {
        Listener listener();

        RedisNews news();

        /** Reads what the log has after a position, and tells {@link #filled}. */
        void read(Follower follower, Position after);

        /** Sees that {@link #flush} is called soon, by another thread or by this one. */
        void marked(Follower follower);

        /** Sees that the listener is told that the channel is broken, by another thread. */
        void broken(Follower follower);
    }

    Follower(String channel, Desk desk) {
        this.channel = channel;
        this.desk = desk;
    }

    String channel() {
        return channel;
    }

    /** The position is asked for from now on. */
    synchronized void opening() {
        held.asked();
    }

    /** The position is known: the listener is told what comes after it. */
    void opened(Position position) {
        boolean fill;
        synchronized (this) {
            if (state != State.OPENING) {
                return;
            }
            told = position;
            state = askAgain || interrupted ? State.FILLING : State.LIVE;
            fill = state == State.LIVE ? !release() : !interrupted;
        }
        sayMarked();
        if (fill) {
            fill();
        }
    }

    @Override
    public void heard(byte[] message) {
        Optional<RedisNews.Item> item;
        try {
            item = desk.news().read(channel, message);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "A message of the channel '" + channel + "' cannot be read", e);
            return;
        }
        boolean whole = item.isEmpty() || take(item.get(), message.length);
        // A change of members notes no publication, and may come with a lock held.
        if (item.isPresent() && item.get() instanceof RedisNews.Told) {
            sayMarked();
        }
        if (!whole) {
            fill();
        }
    }

    /** Hands an item on or holds it back; false if the log must be read. */
    private synchronized boolean take(RedisNews.Item item, int bytes) {
        busy = true;
        if (state == State.LIVE) {
            if (tell(item)) {
                return true;
            }
            state = State.FILLING;
            hold(item, bytes);
            return false;
        }
        if (state != State.OVER) {
            hold(item, bytes);
        }
        return true;
    }

    private void hold(RedisNews.Item item, int bytes) {
        if (!lost && !held.add(item, bytes)) {
            lost = true;
            held.clear();
        }
    }

    /** Tells the listener; false if something between is missing, or if the epoch is another. */
    private boolean tell(RedisNews.Item item) {
        if (item instanceof RedisNews.Changed changed) {
            desk.listener().noted(changed.change());
            return true;
        }
        Publication publication = ((RedisNews.Told) item).publication();
        Position position = publication.position();
        if (!position.epoch().equals(told.epoch()) || position.offset() > told.offset() + 1) {
            return false;
        }
        if (position.offset() == told.offset() + 1) {
            note(publication);
        }
        return true;
    }

    private void note(Publication publication) {
        told = publication.position();
        desk.listener().noted(publication);
        if (!marked) {
            marked = true;
            unsaid = true;
        }
    }

    /** To be called with nothing held when publications may have been noted. */
    private void sayMarked() {
        synchronized (this) {
            if (!unsaid) {
                return;
            }
            unsaid = false;
        }
        desk.marked(this);
    }

    /** Hands on what was held back; false if the log must be read (again). */
    private boolean release() {
        for (RedisNews.Item item = held.first(); item != null; item = held.first()) {
            boolean old = held.firstWasBefore() && item instanceof RedisNews.Told one
                    && !one.publication().position().epoch().equals(told.epoch());
            // What was heard before the question and is of another epoch than the answer is of an earlier one.
            if (!old && !tell(item)) {
                state = State.FILLING;
                return false;
            }
            held.removeFirst();
        }
        return true;
    }

    private void fill() {
        Position after;
        synchronized (this) {
            if (state != State.FILLING) {
                return;
            }
            if (asking) {
                askAgain = true;
                return;
            }
            asking = true;
            askAgain = false;
            held.asked();
            after = told;
        }
        desk.read(this, after);
    }

    /** What the log has; null if it cannot be read now, which is tried again. */
    void filled(@Nullable Slice slice) {
        boolean again;
        boolean broken = false;
        synchronized (this) {
            asking = false;
            if (state != State.FILLING || slice == null) {
                again = state == State.FILLING && askAgain;
            } else if (lost || !slice.holdsAfter(told)) {
                broken = true;
                again = false;
                over();
            } else {
                slice.publications().forEach(this::note);
                boolean more = askAgain || slice.position().offset() > told.offset();
                if (!more && !interrupted) {
                    state = State.LIVE;
                    more = !release();
                }
                again = more && !interrupted;
            }
        }
        sayMarked();
        if (broken) {
            desk.broken(this);
        } else if (again) {
            fill();
        }
    }

    @Override
    public synchronized void interrupted() {
        interrupted = true;
        askAgain = true;
        if (state == State.LIVE) {
            state = State.FILLING;
        }
    }

    @Override
    public void resumed() {
        synchronized (this) {
            interrupted = false;
        }
        fill();
    }

    /** Looks whether a quiet channel has missed something, or tries again to read its log. */
    void look() {
        synchronized (this) {
            boolean quiet = !busy;
            busy = false;
            if (interrupted || asking || state == State.LIVE && !quiet) {
                return;
            }
            if (state == State.LIVE) {
                state = State.FILLING;
            }
        }
        fill();
    }

    /** Nothing more is told. */
    synchronized void over() {
        state = State.OVER;
        held.clear();
    }

    /** Lets the listener hand on what it noted. */
    void flush() {
        synchronized (this) {
            marked = false;
            if (state == State.OVER) {
                return;
            }
        }
        desk.listener().flush(channel);
    }
}
