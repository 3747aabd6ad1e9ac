package org.carillon.limit;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.carillon.audit.Audit;
import org.carillon.audit.AuditEvent;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;

/** Counts and logs what limits refuse; the log stays small however much that is. */
@Component
public class Refusals {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());

    private final Map<Limit, LongAdder> counters = new EnumMap<>(Limit.class);
    private final Map<Limit, QuietLine> lines = new EnumMap<>(Limit.class);
    private final Audit audit;

    /** Nothing has been refused yet. */
    @Inject
    public Refusals(Metrics metrics, @Own Clock clock, Audit audit) {
        this.audit = audit;
        for (Limit limit : Limit.values()) {
            counters.put(limit, metrics.counter("carillon.limits.refused", "What limits refused", "limit",
                    limit.tag()));
            lines.put(limit, new QuietLine(LOG, limit.level(), clock));
        }
    }

    /**
     * Notes a refusal.
     *
     * @param whom who or what was refused; a client may have chosen its characters
     */
    public void note(Limit limit, Supplier<String> whom) {
        LongAdder counter = counters.get(limit);
        QuietLine line = lines.get(limit);
        if (counter != null && line != null) {
            counter.increment();
            audit.note(new AuditEvent.OverLimit(limit.tag(), whom));
            line.log(() -> "Over the limit " + limit.setting() + ": " + printable(whom.get()));
        }
    }

    /** Without characters that would begin a line of their own in the log. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
    }
}
