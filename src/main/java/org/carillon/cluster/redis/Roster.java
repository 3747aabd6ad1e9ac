package org.carillon.cluster.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.carillon.Member;

/**
 * What this node holds in one channel, and what of it Redis has still to be told: what callers wait for, in order, and
 * the seats of which it is in doubt what Redis knows. One batch is under way at a time, so that changes arrive in order
 * and gather while Redis is busy. Pure state, guarded by its monitor; sends nothing.
 */
final class Roster {
    /** How many changes one script makes, so that it does not hold up Redis for long. */
    static final int BATCH = 100;

    private final String channel;
    private final Map<Seat, Member> held = new LinkedHashMap<>();
    private final ArrayDeque<Change> asked = new ArrayDeque<>();
    private final Set<Seat> doubtful = new LinkedHashSet<>();
    private boolean busy;
    private boolean closed;
    private String enrolled = "";
    /** Whether the index may have lost the channel, and whether that was so for the batch under way. */
    private boolean uncertain;
    private boolean overtaken;
    private long act;

    /** A roster of a channel in which this node holds nobody. */
    Roster(String channel) {
        this.channel = channel;
    }

    String channel() {
        return channel;
    }

    /** Notes a change; false if the roster was closed and another must be taken. */
    synchronized boolean ask(Change change) {
        if (closed) {
            return false;
        }
        change.member().ifPresentOrElse(
                member -> held.putIfAbsent(change.seat(), member), () -> held.remove(change.seat()));
        doubtful.remove(change.seat());
        asked.add(change);
        return true;
    }

    /** The next changes to tell; empty if there are none or some are under way. */
    synchronized List<Change> take() {
        if (busy) {
            return List.of();
        }
        List<Change> batch = new ArrayList<>();
        while (batch.size() < BATCH && !asked.isEmpty()) {
            batch.add(asked.remove());
        }
        for (Iterator<Seat> rest = doubtful.iterator(); batch.size() < BATCH && rest.hasNext();) {
            Seat seat = rest.next();
            batch.add(Change.again(seat, Optional.ofNullable(held.get(seat))));
            rest.remove();
        }
        busy = !batch.isEmpty();
        overtaken = false;
        return batch;
    }

    /** The batch under way was told, as the given act of the given life. */
    synchronized void told(String life, long act) {
        busy = false;
        enrolled = life;
        uncertain = overtaken;
        this.act = act;
    }

    /** There is a new link, perhaps to a Redis that has lost a part of the index: with the next act it is told anew. */
    synchronized void relinked() {
        uncertain = true;
        overtaken = true;
    }

    /**
     * It is not known whether the batch under way was told; what waits behind it shall not wait longer.
     *
     * @return all that was waited for in vain
     */
    synchronized List<Change> failed(List<Change> batch) {
        busy = false;
        List<Change> all = new ArrayList<>(batch);
        all.addAll(asked);
        asked.clear();
        all.forEach(change -> doubtful.add(change.seat()));
        return all;
    }

    /** What waits shall not wait longer; a batch under way goes on. */
    synchronized List<Change> giveUp() {
        List<Change> all = List.copyOf(asked);
        asked.clear();
        all.forEach(change -> doubtful.add(change.seat()));
        return all;
    }

    /** Whatever Redis was told is told anew. */
    synchronized void doubtAll() {
        doubtful.addAll(held.keySet());
    }

    /** Whether nobody is held and Redis may forget the channel. */
    synchronized boolean isIdle() {
        return !busy && !closed && held.isEmpty() && asked.isEmpty() && doubtful.isEmpty();
    }

    /** Whether there is something to tell. */
    synchronized boolean isBehind() {
        return !asked.isEmpty() || !doubtful.isEmpty();
    }

    /** Whether the index of the life certainly names the channel. */
    synchronized boolean isEnrolled(String life) {
        return enrolled.equals(life) && !uncertain;
    }

    /** The number of the last act of a life, if nothing is under way. */
    synchronized OptionalLong settled(String life) {
        return busy || !enrolled.equals(life) || held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(act);
    }

    /** Begins to withdraw the channel from Redis, if the roster is idle. */
    synchronized boolean withdraw() {
        busy = isIdle();
        return busy;
    }

    /**
     * The channel was withdrawn, or it is not known whether: then its life's index names it in vain, with no harm.
     *
     * @return whether the roster is closed; else somebody has come meanwhile
     */
    synchronized boolean withdrawn() {
        busy = false;
        enrolled = "";
        closed = isIdle();
        return closed;
    }
}
