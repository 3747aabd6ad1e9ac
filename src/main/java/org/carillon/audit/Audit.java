package org.carillon.audit;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.node.Component;
import org.carillon.node.LineRate;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * The audit log: a line of JSON for each event, in a category of its own. Of each kind and reason so many lines are
 * written in a second as {@link AuditEvent#perSecond} says; how many more there were is told in one line.
 */
@Component
public class Audit {
    /** The category. */
    public static final String CATEGORY = "org.carillon.audit";

    private static final long ROUND_MILLIS = 1000;

    private final Logger log;
    private final boolean on;
    private final Clock clock;
    private final Map<Key, LineRate> rates = new ConcurrentHashMap<>();
    private long sweptAt = Long.MIN_VALUE;

    /** What lines are counted by: few, since clients choose neither. */
    private record Key(String kind, String reason) {}

    /** An audit log, if {@code carillon.audit} says so. */
    @Inject
    public Audit(Settings settings, @Own Clock clock) {
        this(System.getLogger(CATEGORY), settings.audit(), clock);
    }

    Audit(Logger log, boolean on, Clock clock) {
        this.log = log;
        this.on = on;
        this.clock = clock;
    }

    /** None. */
    public static Audit off() {
        return new Audit(System.getLogger(CATEGORY), false, Clock.systemUTC());
    }

    /** Writes an event, or counts it. */
    public void note(AuditEvent event) {
        if (on) {
            LineRate rate = rates.computeIfAbsent(new Key(event.kind(), event.reason()),
                    key -> new LineRate(event.perSecond(), clock));
            if (rate.pass()) {
                AuditLine line = new AuditLine(clock.instant(), event.kind());
                event.write(line);
                log.log(Level.INFO, line.toString());
            }
        }
    }

    /** Tells how many events were not written, at most once a second. Called by one thread at a time. */
    public void sweep() {
        long now = clock.millis();
        if (sweptAt != Long.MIN_VALUE && Math.abs(now - sweptAt) < ROUND_MILLIS) {
            return;
        }
        sweptAt = now;
        rates.forEach((key, rate) -> {
            long omitted = rate.omitted();
            if (omitted > 0) {
                log.log(Level.INFO, new AuditLine(clock.instant(), "omitted").put("of", key.kind)
                        .put("reason", key.reason).put("count", omitted).toString());
            }
        });
    }
}
