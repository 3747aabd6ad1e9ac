package org.carillon.cluster.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the {@link Follower} of a channel and sees that it hears each change of members once and in order.
 * While it does not know that nothing is missing, it holds back the changes it hears and asks Redis for those it has
 * missed. Publications pass. Its own monitor guards it, and is taken before the follower's.
 */
final class MemberFollower implements RedisTopics.Hearer {
    /** How many changes are held back; what is more is asked for. */
    private static final int HELD = 1000;
    private static final long UNKNOWN = -1;
    /** In place of a number: no changes are counted so far. */
    private static final long NONE = 0;
    /** A count begins at one more than a multiple of this, as said in members.lua. */
    private static final long COUNT = 1_000_000;

    private final Follower follower;
    private final Source source;
    private final Deque<byte[]> held = new ArrayDeque<>();
    private long told = UNKNOWN;
    private boolean interrupted;
    private boolean asking;
    /** Something may have been missed that an answer which is under way does not know. */
    private boolean askAgain;
    private boolean live;
    private boolean busy;
    private boolean over;

    /** Where the changes come from that were missed. */
    interface Source {

        /** The changes of a channel after the one of this number; none for -1. In order with what is asked next. */
        CompletionStage<PresenceActs.Changes> changes(String channel, long after);

        /** Some changes are lost: the channel is broken. */
        void broken(Follower follower);
    }

    MemberFollower(Follower follower, Source source) {
        this.follower = follower;
        this.source = source;
    }

    /** Who hears what passes. */
    Follower follower() {
        return follower;
    }

    @Override
    public void heard(byte[] message) {
        if (!MemberRecord.isChange(message)) {
            follower.heard(message);
        } else if (!take(message)) {
            ask();
        }
    }

    /** Hands a change on or holds it back; false if some before it are missing. */
    private synchronized boolean take(byte[] message) {
        busy = true;
        if (live && pass(message)) {
            return true;
        }
        boolean gap = live;
        live = false;
        if (over) {
            return true;
        }
        if (held.size() >= HELD) {
            held.removeFirst();
        }
        held.addLast(message);
        return !gap;
    }

    /** Hands a change on, unless it was already; false if some before it are missing. */
    private boolean pass(byte[] message) {
        long number = MemberRecord.number(message);
        boolean next = told == NONE ? number % COUNT == 1 : number == told + 1;
        if (next) {
            told = number;
            follower.heard(message);
        }
        return number <= told;
    }

    /**
     * The channel is subscribed to, and what is published from now on is told.
     *
     * @return completes when Redis has said which change was the last before; completes exceptionally if it cannot
     */
    CompletionStage<?> begin() {
        return source.changes(follower.channel(), UNKNOWN).thenAccept(changes -> {
            begun(changes.last());
            ask();
        });
    }

    private synchronized void begun(long last) {
        told = last;
        live = !interrupted && !askAgain && released();
    }

    /** Asks for what is missing. */
    private void ask() {
        if (!isLive()) {
            question();
        }
    }

    private synchronized boolean isLive() {
        return live;
    }

    /** Asks what was missed, if anything; what comes meanwhile is handed on as long as it fits. */
    private void question() {
        long after;
        long heard;
        synchronized (this) {
            if (asking || interrupted || over || told == UNKNOWN) {
                return;
            }
            asking = true;
            askAgain = false;
            after = told;
            heard = held.stream().mapToLong(MemberRecord::number).max().orElse(NONE);
        }
        source.changes(follower.channel(), after)
                .whenComplete((changes, error) -> answered(after, heard, error == null ? changes : null));
    }

    /**
     * Redis has said what was missed.
     *
     * @param heard the highest number heard before the question
     */
    private void answered(long after, long heard, PresenceActs.@Nullable Changes changes) {
        boolean lost;
        boolean again;
        synchronized (this) {
            asking = false;
            // A change that was told and that Redis does not have now is lost, or another database's.
            lost = changes != null && (!caughtUp(after, changes) || changes.last() < heard);
            over |= lost;
            if (changes != null && !over && !interrupted && !askAgain) {
                live = released();
            }
            again = !over && !interrupted && !live && (changes != null || askAgain);
        }
        if (lost) {
            follower.over();
            source.broken(follower);
        } else if (again) {
            ask();
        }
    }

    /** Hands on what was missed; false if Redis does not have it any more. */
    private boolean caughtUp(long after, PresenceActs.Changes changes) {
        if (changes.last() == NONE && told == after) {
            // Nothing changed for so long that it is not counted any more. Lost data come with another epoch.
            told = NONE;
        }
        return changes.last() == NONE || changes.last() >= after
                && changes.news().stream().allMatch(this::pass) && told >= changes.last();
    }

    private boolean released() {
        while (!held.isEmpty()) {
            if (!pass(held.getFirst())) {
                return false;
            }
            held.removeFirst();
        }
        return true;
    }

    @Override
    public void interrupted() {
        synchronized (this) {
            interrupted = true;
            askAgain = true;
            live = false;
        }
        follower.interrupted();
    }

    @Override
    public void resumed() {
        synchronized (this) {
            interrupted = false;
        }
        follower.resumed();
        ask();
    }

    /** Looks whether a quiet channel has missed something, and asks again where there was no answer. */
    void look() {
        follower.look();
        boolean quiet;
        synchronized (this) {
            quiet = !busy || !live;
            busy = false;
        }
        if (quiet) {
            question();
        }
    }
}
