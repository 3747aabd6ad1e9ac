package org.carillon.limit;

import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * Whether the memory is so short that no more sessions are taken: by what was in use of that for objects that live
 * long when its garbage was last collected. What has gathered since then says nothing.
 */
@Component
public class Overload {
    private static final long ROUND_MILLIS = 1000;
    private static final double PERCENT = 100;

    private final int limit;
    private final DoubleSupplier inUse;
    private final Clock clock;
    private long askedAt = Long.MIN_VALUE;
    private volatile double last;

    /** Asks the JVM. */
    @Inject
    public Overload(Settings settings, Metrics metrics, @Own Clock clock) {
        this(settings, metrics, clock, oldest().map(Overload::share).orElse(() -> 0));
    }

    Overload(Settings settings, Metrics metrics, Clock clock, DoubleSupplier inUse) {
        this.limit = settings.rates().heap();
        this.inUse = inUse;
        this.clock = clock;
        metrics.gauge("carillon.heap.percent", "Percent of the memory for what lives long in use after collection",
                () -> (long) last);
    }

    /** Whether no more sessions are to be taken. */
    public boolean now() {
        return limit < PERCENT && last > limit;
    }

    /** How many percent are in use. */
    public int percent() {
        return (int) last;
    }

    /** Asks, at most once a second. Called by one thread at a time. */
    public void sweep() {
        long now = clock.millis();
        if (askedAt == Long.MIN_VALUE || Math.abs(now - askedAt) >= ROUND_MILLIS) {
            askedAt = now;
            last = inUse.getAsDouble() * PERCENT;
        }
    }

    /** The pool of what lives long: the largest one of the heap whose use after a collection is known. */
    private static Optional<MemoryPoolMXBean> oldest() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .max(Comparator.<MemoryPoolMXBean, Boolean>comparing(
                                pool -> pool.getName().matches(".*(Old|Tenured).*"))
                        .thenComparing(pool -> pool.getUsage().getMax()));
    }

    /** The smaller of both: what collectors free while the application runs is no collection to them. */
    private static DoubleSupplier share(MemoryPoolMXBean pool) {
        return () -> {
            MemoryUsage after = pool.getCollectionUsage();
            MemoryUsage now = pool.getUsage();
            long max = after == null ? 0 : Math.max(after.getMax(), now.getMax());
            return after == null || max <= 0 ? 0 : (double) Math.min(after.getUsed(), now.getUsed()) / max;
        };
    }
}
