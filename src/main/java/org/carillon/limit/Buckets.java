package org.carillon.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rates by key. A key that rests needs no memory. Of more keys than are kept all begin anew: whoever has that many does
 * not need to wait for one of them.
 */
final class Buckets {
    private static final int KEPT = 100_000;

    private final int kept;
    private final Ticks ticks;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final AtomicBoolean tidying = new AtomicBoolean();

    /** A bucket and how much it holds when nobody has taken anything. */
    private record Held(Bucket bucket, long capacity) {
        boolean full() {
            return bucket.getAvailableTokens() >= capacity;
        }
    }

    Buckets(Clock clock) {
        this(clock, KEPT);
    }

    Buckets(Clock clock, int kept) {
        this.kept = kept;
        this.ticks = new Ticks(clock);
    }

    /** Takes one of what a key may have in a second; how long it has to wait if it cannot, else zero. */
    Duration take(String key, int perSecond, int burst) {
        Held known = held.get(key);
        if (known == null) {
            tidy();
            known = held.computeIfAbsent(key, name -> made(perSecond, burst));
        }
        ConsumptionProbe probe = known.bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /** How many keys are kept now. */
    int size() {
        return held.size();
    }

    private Held made(int perSecond, int burst) {
        Bucket bucket = Bucket.builder().withCustomTimePrecision(ticks)
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1))).build();
        return new Held(bucket, burst);
    }

    private void tidy() {
        if (held.size() >= kept && tidying.compareAndSet(false, true)) {
            try {
                held.values().removeIf(Held::full);
                if (held.size() > kept / 4 * 3) {
                    held.clear();
                }
            } finally {
                tidying.set(false);
            }
        }
    }
}
