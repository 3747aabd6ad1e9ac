package org.carillon.limit;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.function.Supplier;
import org.carillon.node.LineRate;
import org.jspecify.annotations.Nullable;

/** A line of the log that clients can cause: at most one a second, which says how many were left out before it. */
public final class QuietLine {
    private final Logger log;
    private final Level level;
    private final LineRate rate;

    /** A line of a log. */
    public QuietLine(Logger log, Level level, Clock clock) {
        this.log = log;
        this.level = level;
        this.rate = new LineRate(1, clock);
    }

    /** Writes the line, or leaves it out. */
    public void log(Supplier<String> text) {
        log(text, null);
    }

    /** Writes the line and what failed, or leaves both out. */
    public void log(Supplier<String> text, @Nullable Throwable failure) {
        if (!rate.pass()) {
            return;
        }
        long more = rate.omitted();
        String line = text.get() + (more == 0 ? "" : " (and " + more + " more like it since the last such line)");
        log.log(level, line, failure);
    }
}
