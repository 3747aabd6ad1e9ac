package org.carillon.cluster;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.carillon.Identity;
import org.jspecify.annotations.Nullable;

/** What a node remembers of revocations: found without waiting, by any thread, and bounded by who puts them in. */
public final class RevocationList {
    private static final long REST_MILLIS = 10_000;

    private final Clock clock;
    private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
    /** By user; that of all users by the empty name. */
    private final Map<String, Revocation> users = new ConcurrentHashMap<>();
    private volatile int count;
    private long sweptAt;

    /** Nothing yet. */
    public RevocationList(Clock clock) {
        this.clock = clock;
    }

    private Map<String, Revocation> map(Revocation revocation) {
        return revocation.kind() == Revocation.Kind.TOKEN ? tokens : users;
    }

    /** Adds a revocation to what is there, unless it is over. */
    public synchronized void put(Revocation revocation) {
        if (!revocation.over(clock.instant())) {
            map(revocation).merge(revocation.name(), revocation, Revocation::and);
            recount();
        }
    }

    private void recount() {
        count = tokens.size() + users.size();
    }

    /** Whether there is room for a revocation where at most so many are remembered. */
    public boolean hasRoom(Revocation revocation, int most) {
        if (count >= most) {
            forget();
        }
        return count < most || map(revocation).containsKey(revocation.name());
    }

    /** Whether an identity comes from a token that is revoked. */
    public boolean revoked(Identity identity) {
        if (count == 0 || identity.token().isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        Identity.Token token = identity.token().get();
        return covers(tokens.get(token.id()), token, now) || covers(users.get(identity.user()), token, now)
                || covers(users.get(""), token, now);
    }

    private static boolean covers(@Nullable Revocation known, Identity.Token token, Instant now) {
        return known != null && !known.over(now) && known.covers(token.issued());
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** All there are. */
    public List<Revocation> all() {
        return Stream.of(tokens, users).flatMap(map -> map.values().stream()).toList();
    }

    /** Forgets from time to time what is over; to be called again and again. Those that were forgotten now. */
    public synchronized List<Revocation> sweep() {
        return Math.abs(clock.millis() - sweptAt) < REST_MILLIS ? List.of() : forget();
    }

    private synchronized List<Revocation> forget() {
        Instant now = clock.instant();
        sweptAt = now.toEpochMilli();
        List<Revocation> over = all().stream().filter(each -> each.over(now)).toList();
        over.forEach(each -> map(each).remove(each.name()));
        recount();
        return over;
    }
}
