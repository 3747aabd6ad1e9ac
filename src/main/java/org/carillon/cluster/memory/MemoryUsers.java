package org.carillon.cluster.memory;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.UserStatus;
import org.carillon.cluster.Users;

/** The users of a node that is alone; of those who are gone, the ones seen last. */
public final class MemoryUsers implements Users {
    private static final int LAST_SEEN_KEPT = 10_000;

    private final Clock clock;
    private final Map<String, Integer> online = new ConcurrentHashMap<>();
    private final Map<String, Instant> lastSeen = new LinkedHashMap<>();

    /** Nobody yet. */
    public MemoryUsers(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void note(String user, int sessions) {
        if (sessions > 0) {
            online.put(user, sessions);
        } else {
            online.remove(user);
            seen(user);
        }
    }

    private void seen(String user) {
        synchronized (lastSeen) {
            lastSeen.remove(user);
            lastSeen.put(user, clock.instant());
            if (lastSeen.size() > LAST_SEEN_KEPT) {
                lastSeen.remove(lastSeen.keySet().iterator().next());
            }
        }
    }

    @Override
    public CompletionStage<UserStatus> status(String user) {
        int sessions = online.getOrDefault(user, 0);
        Optional<Instant> seen;
        synchronized (lastSeen) {
            seen = Optional.ofNullable(lastSeen.get(user));
        }
        return CompletableFuture.completedStage(
                new UserStatus(user, sessions, sessions > 0 ? Optional.of(clock.instant()) : seen));
    }
}
