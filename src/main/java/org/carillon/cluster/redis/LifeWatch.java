package org.carillon.cluster.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the nodes that have gone silent. A node counts up a number in Redis; it is silent when the number has stood
 * still for a whole lease by the clock of the one who watches, while that one could look all the time. So neither
 * clocks that differ nor a pause of Redis, which silences all, takes a living node for dead.
 *
 * <p>Pure state, used by one thread at a time.
 */
final class LifeWatch {
    private final long leaseMillis;
    private final long gapMillis;
    private final Map<String, Seen> seen = new HashMap<>();
    private long lookedAt = Long.MIN_VALUE / 2;

    private record Seen(long signs, long since) {}

    /**
     * A watch that has seen nobody.
     *
     * @param lease how long a node may be silent
     * @param gap how long there may be between two looks
     */
    LifeWatch(Duration lease, Duration gap) {
        this.leaseMillis = lease.toMillis();
        this.gapMillis = gap.toMillis();
    }

    /**
     * Looks at all signs.
     *
     * @param signs how many signs each life has given
     * @param now the time, in milliseconds
     * @return the lives that are silent, with their numbers of signs
     */
    Map<String, Long> look(Map<String, Long> signs, long now) {
        if (now - lookedAt > gapMillis) {
            seen.clear();
        }
        lookedAt = now;
        seen.keySet().retainAll(signs.keySet());
        Map<String, Long> silent = new HashMap<>();
        signs.forEach((life, given) -> {
            Seen before = seen.get(life);
            if (before == null || before.signs != given) {
                seen.put(life, new Seen(given, now));
            } else if (now - before.since >= leaseMillis) {
                silent.put(life, given);
            }
        });
        return silent;
    }

    /** It was not possible to look: whoever was silent may have been unable to speak. */
    void interrupted() {
        seen.clear();
    }
}
