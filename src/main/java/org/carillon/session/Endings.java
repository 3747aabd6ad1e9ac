package org.carillon.session;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.cluster.Revocations;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;

/**
 * Identities that have ended before their time: by a revoked token, or with the HTTP session that they came from. What
 * opens while that happens is found later by the {@link Heartbeat}, so HTTP sessions that ended are known for a while.
 */
@Component
public class Endings {
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private final Revocations revocations;
    private final Clock clock;
    private final long rememberedMillis;
    /** The names of HTTP sessions that ended lately, and when; the oldest first. */
    private final Map<String, Long> loggedOut = new LinkedHashMap<>();
    private volatile boolean some;

    /** Nothing has ended yet. */
    @Inject
    public Endings(Revocations revocations, Settings settings, @Own Clock clock) {
        this.revocations = revocations;
        this.clock = clock;
        this.rememberedMillis = settings.auth().ticketLife().plus(A_WHILE).toMillis();
    }

    /** Notes that an HTTP session has ended, by its name. */
    public synchronized void loggedOut(String httpSession) {
        forget();
        loggedOut.put(httpSession, clock.millis());
        some = true;
    }

    private void forget() {
        long now = clock.millis();
        Iterator<Long> oldest = loggedOut.values().iterator();
        while (oldest.hasNext() && Math.abs(now - oldest.next()) > rememberedMillis) {
            oldest.remove();
        }
        some = !loggedOut.isEmpty();
    }

    private synchronized boolean hasEnded(String httpSession) {
        return loggedOut.containsKey(httpSession);
    }

    /** How an identity has ended; empty if it has not. */
    public Optional<Disconnect> of(Identity identity) {
        if (revocations.revoked(identity)) {
            return Optional.of(Disconnect.UNAUTHENTICATED);
        }
        return some && hasEnded(identity.login()) ? Optional.of(Disconnect.LOGOUT) : Optional.empty();
    }

    /** How what a session came from has ended; empty if it has not. */
    Optional<Disconnect> of(ClientSession session) {
        if (some && hasEnded(session.httpSession())) {
            return Optional.of(Disconnect.LOGOUT);
        }
        return session.identity().flatMap(this::of);
    }
}
