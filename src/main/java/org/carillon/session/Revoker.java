package org.carillon.session;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.Revocations;
import org.carillon.node.Component;
import org.carillon.node.Lane;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;

/**
 * Revokes tokens, and closes the sessions that came by them. A session that signs in while its token is revoked is
 * found by the {@link Heartbeat}.
 */
@Component
public class Revoker {
    private final Revocations revocations;
    private final SessionRegistry sessions;
    private final Settings.Revocation settings;
    private final Duration skew;
    private final Clock clock;
    private final Lane lane;
    private final AtomicBoolean due = new AtomicBoolean();

    /** Listens from now on. */
    @Inject
    public Revoker(
            Revocations revocations, SessionRegistry sessions, Settings settings, @Own Clock clock,
            @Own Executor executor, Metrics metrics) {
        this.revocations = revocations;
        this.sessions = sessions;
        this.settings = settings.auth().revocation();
        this.skew = settings.auth().jwt().skew();
        this.clock = clock;
        this.lane = new Lane(executor);
        metrics.gauge("carillon.revocations", "Revocations of tokens that are remembered", revocations::count);
        revocations.listen(this::changed);
    }

    /** Many that come together are looked after by one round through the sessions. */
    private void changed() {
        if (due.compareAndSet(false, true)) {
            lane.execute(() -> {
                due.set(false);
                sessions.forEach(this::closeIfRevoked);
            });
        }
    }

    private void closeIfRevoked(ClientSession session) {
        if (session.identity().filter(revocations::revoked).isPresent()) {
            session.close(Disconnect.UNAUTHENTICATED);
        }
    }

    /**
     * Revokes a token.
     *
     * @param id its id, 1 to {@value Identity.Token#LONGEST_ID} characters
     * @param until when the token itself ends
     * @return until when it is remembered; completes exceptionally with {@link RefusedException}: {@code limit} or
     *     {@code unavailable}
     */
    public CompletionStage<Instant> revokeToken(String id, Instant until) {
        if (id.isEmpty() || id.length() > Identity.Token.LONGEST_ID) {
            throw new RefusedException(ErrorCode.MALFORMED, "the id of a token has 1 to "
                    + Identity.Token.LONGEST_ID + " characters; a token without one is revoked by its user");
        }
        return add(Revocation.ofToken(id, until.plus(skew)));
    }

    /** Revokes a token of which nobody says when it ends; as the other. */
    public CompletionStage<Instant> revokeToken(String id) {
        return revokeToken(id, clock.instant().plus(settings.life()));
    }

    /**
     * Revokes what was issued before a time.
     *
     * @param user whose tokens; empty for those of all users
     * @return until when it is remembered; as for {@link #revokeToken(String, Instant)}
     */
    public CompletionStage<Instant> revokeTokens(String user, Instant before) {
        Instant now = clock.instant();
        if (before.isAfter(now) || before.isBefore(Instant.EPOCH)) {
            throw new RefusedException(ErrorCode.MALFORMED, "'before' must not be in the future: it would refuse "
                    + "tokens that are not issued yet");
        }
        if (user.startsWith(Identity.GUEST_PREFIX)) {
            throw new RefusedException(ErrorCode.MALFORMED, "a guest has no token; its sessions can be disconnected");
        }
        return add(Revocation.issuedTo(user, before, now.plus(settings.life()).plus(skew)));
    }

    /** The same up to now. */
    public CompletionStage<Instant> revokeTokens(String user) {
        return revokeTokens(user, clock.instant());
    }

    private CompletionStage<Instant> add(Revocation revocation) {
        return revocations.add(revocation).thenApply(stored -> {
            if (!stored) {
                throw new RefusedException(ErrorCode.LIMIT, "as many revocations are remembered as may be ("
                        + settings.entries() + "): revoke the tokens of a user, or of all, at once, or raise "
                        + "carillon.auth.revocation.entries");
            }
            return revocation.until();
        });
    }
}
