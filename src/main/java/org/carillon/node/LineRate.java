package org.carillon.node;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How often lines of a log may be written that clients can cause, and how many were left out. */
public final class LineRate {
    private static final long PAUSE_MILLIS = 1000;

    private final int perSecond;
    private final Clock clock;
    private final AtomicLong due = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger left = new AtomicInteger();
    private final LongAdder omitted = new LongAdder();

    /** A rate of which nothing is used yet, of at least one line a second. */
    public LineRate(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Whether a line may be written now; otherwise it counts as left out. */
    public boolean pass() {
        long now = clock.millis();
        long next = due.get();
        // A clock that was set back must not silence the line until it has caught up.
        boolean running = now < next && now >= next - PAUSE_MILLIS;
        if (!running && due.compareAndSet(next, now + PAUSE_MILLIS)) {
            left.set(perSecond - 1);
            return true;
        }
        if (left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            return true;
        }
        omitted.increment();
        return false;
    }

    /** How many lines were left out since this was last asked. */
    public long omitted() {
        return omitted.sumThenReset();
    }
}
