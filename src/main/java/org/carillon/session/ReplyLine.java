package org.carillon.session;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps replies in the order of their commands though some must wait, for instance until a publication is safe. A
 * reply that comes while none waits is given at once. Replies are given one at a time and never under the monitor.
 */
final class ReplyLine {
    private final int limit;
    /** Made when the first reply must wait: in most sessions none ever does. */
    private @Nullable ArrayDeque<Place> waiting;
    private boolean giving;

    /** The place of one reply in the line. */
    private static final class Place {
        private @Nullable Runnable reply;
    }

    /** An empty line in which so many replies may wait. */
    ReplyLine(int limit) {
        this.limit = limit;
    }

    /** Whether no more replies may wait. */
    synchronized boolean full() {
        return waiting != null && waiting.size() >= limit;
    }

    /** Gives a reply that is known: now, if none waits. */
    void give(Runnable reply) {
        synchronized (this) {
            if (giving || waiting != null && !waiting.isEmpty()) {
                append().reply = reply;
                return;
            }
            giving = true;
        }
        giveAll(reply);
    }

    /** Keeps a place for a reply that is not known yet; to be called with it, once, by any thread. */
    synchronized Consumer<Runnable> keep() {
        Place place = append();
        return reply -> known(place, reply);
    }

    private Place append() {
        Place place = new Place();
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        waiting.add(place);
        return place;
    }

    private void known(Place place, Runnable reply) {
        Runnable first;
        synchronized (this) {
            place.reply = reply;
            first = giving ? null : next();
            giving |= first != null;
        }
        if (first != null) {
            giveAll(first);
        }
    }

    private void giveAll(Runnable first) {
        Runnable reply = first;
        while (reply != null) {
            reply.run();
            synchronized (this) {
                reply = next();
                giving = reply != null;
            }
        }
    }

    /** Takes the first place if its reply is known. */
    private @Nullable Runnable next() {
        Place first = waiting == null ? null : waiting.peek();
        if (waiting == null || first == null || first.reply == null) {
            return null;
        }
        waiting.remove();
        return first.reply;
    }
}
