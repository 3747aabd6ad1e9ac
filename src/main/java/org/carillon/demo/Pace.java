package org.carillon.demo;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** How often each user may do something: so many times at once, which come back evenly over a time. */
final class Pace {
    /** Users that are remembered; one more forgets the one that was not heard of for longest. */
    private static final int USERS = 1000;

    private final int burst;
    private final long millis;
    private final Clock clock;
    private final Map<String, Long> free = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > USERS;
        }
    };

    /**
     * A pace.
     *
     * @param burst how often at once
     * @param per after how long without it as often again
     */
    Pace(int burst, Duration per, Clock clock) {
        this.burst = burst;
        this.millis = per.toMillis();
        this.clock = clock;
    }

    /**
     * Counts one time of a user.
     *
     * @throws RefusedException {@code too_many} if it is one too many
     */
    synchronized void count(String user) {
        long now = clock.millis();
        long step = millis / burst;
        long next = Math.max(now, free.getOrDefault(user, 0L)) + step;
        if (next > now + millis) {
            throw new RefusedException(ErrorCode.TOO_MANY, "at most " + burst + " times in " + millis / 1000
                    + " s, wait a moment");
        }
        free.put(user, next);
    }

    /** How many users are remembered. */
    synchronized int users() {
        return free.size();
    }
}
