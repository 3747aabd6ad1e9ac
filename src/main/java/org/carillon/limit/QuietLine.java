package org.carillon.limit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line of the log that clients can cause: at most one a second, which says how many were left out before it. */
public final class QuietLine {
    private static final long PAUSE_MILLIS = 1000;

    private final Logger log;
    private final Level level;
    private final Clock clock;
    private final AtomicLong due = new AtomicLong(Long.MIN_VALUE);
    private final LongAdder omitted = new LongAdder();

    /** A line of a log. */
    public QuietLine(Logger log, Level level, Clock clock) {
        this.log = log;
        this.level = level;
        this.clock = clock;
    }

    /** Writes the line, or leaves it out. */
    public void log(Supplier<String> text) {
        log(text, null);
    }

    /** Writes the line and what failed, or leaves both out. */
    public void log(Supplier<String> text, @Nullable Throwable failure) {
        long now = clock.millis();
        long next = due.get();
        // A clock that was set back must not silence the line until it has caught up.
        boolean early = now < next && now >= next - PAUSE_MILLIS;
        if (early || !due.compareAndSet(next, now + PAUSE_MILLIS)) {
            omitted.increment();
            return;
        }
        long more = omitted.sumThenReset();
        String line = text.get() + (more == 0 ? "" : " (and " + more + " more like it since the last such line)");
        log.log(level, line, failure);
    }
}
