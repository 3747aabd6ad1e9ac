package org.carillon.session;

import java.util.concurrent.ThreadLocalRandom;
import org.carillon.node.Settings;

/**
 * When to ping a session and when to give it up. The first ping is due at a random moment of the first interval, so
 * that sessions opened together are not pinged together; another one when nothing came or nothing went for an
 * interval. Times are epoch milliseconds; the state is written by any thread and judged by the heartbeat alone.
 */
final class Liveness {
    /** What the heartbeat has to do. */
    enum Verdict {
        /** Nothing. */
        WELL,
        /** Ping it. */
        PING,
        /** Close it: it is stale. */
        STALE
    }

    private final long intervalMillis;
    private final long timeoutMillis;
    private volatile long heardAt;
    private long dueAt;
    private long pingedAt;
    private boolean pinged;
    private boolean waiting;
    /** Since when an answer may be on its way, and whether the ping may have waited until now behind other frames. */
    private long hopeFrom;
    private boolean behind;

    Liveness(Settings.Heartbeat heartbeat, long now) {
        this.intervalMillis = heartbeat.interval().toMillis();
        this.timeoutMillis = heartbeat.timeout().toMillis();
        this.heardAt = now;
        this.dueAt = now + ThreadLocalRandom.current().nextLong(intervalMillis) + 1;
    }

    void heard(long now) {
        heardAt = now;
    }

    /**
     * Judges at {@code now}.
     *
     * @param sentAt when a frame of the session last left
     * @param busy whether more of its frames wait to leave
     */
    Verdict judge(long now, long sentAt, boolean busy) {
        if (waiting && heardAt >= pingedAt) {
            waiting = false;
        }
        if (waiting) {
            if (busy || behind) {
                hopeFrom = Math.max(hopeFrom, sentAt);
            }
            behind = busy;
            return now - hopeFrom > timeoutMillis ? Verdict.STALE : Verdict.WELL;
        }
        if (pinged) {
            dueAt = Math.max(dueAt, Math.min(heardAt, Math.max(sentAt, pingedAt)) + intervalMillis);
        }
        if (now < dueAt) {
            return Verdict.WELL;
        }
        pinged = true;
        waiting = true;
        pingedAt = now;
        hopeFrom = now;
        behind = busy;
        return Verdict.PING;
    }
}
