package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.TokenVerifier;
import org.carillon.cluster.Revocations;
import org.carillon.limit.QuietLine;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;

/** Tokens of users; a token never makes a guest, nor the portal. */
@Component
public class BearerTokens {
    private static final Logger LOG = System.getLogger(BearerTokens.class.getName());
    private static final String SCHEME = "Bearer";

    private final TokenVerifier verifier;
    private final Revocations revocations;
    private final Duration life;
    private final Clock clock;
    private final QuietLine longLives;

    /** Tokens that {@code verifier} knows. */
    @Inject
    public BearerTokens(TokenVerifier verifier, Revocations revocations, Settings settings, @Own Clock clock) {
        this.verifier = verifier;
        this.revocations = revocations;
        this.life = settings.auth().revocation().life();
        this.clock = clock;
        this.longLives = new QuietLine(LOG, Level.WARNING, clock);
    }

    /**
     * Verifies a token.
     *
     * @throws RefusedException {@code unauthenticated} or {@code token_expired}; {@code unavailable} as long as this
     *     node has not learnt which tokens are revoked
     */
    public Identity verify(String token) {
        Identity identity = accepted(verifier.verify(token)).fromToken();
        if (!revocations.known()) {
            throw new RefusedException(ErrorCode.UNAVAILABLE, "which tokens are revoked is not known yet, try again");
        }
        if (revocations.revoked(identity)) {
            throw new RefusedException(ErrorCode.UNAUTHENTICATED, "The token was revoked; get a new one.");
        }
        if (identity.expires().filter(end -> end.isAfter(clock.instant().plus(life))).isPresent()) {
            longLives.log(() -> "A token of '" + identity.user() + "' is valid for longer than "
                    + "carillon.auth.revocation.life: were it revoked, it would be accepted again after that. Make the "
                    + "setting as long as tokens are valid");
        }
        return identity;
    }

    /** With what a session is closed whose token was refused so. */
    static Disconnect disconnect(RefusedException refusal) {
        return switch (refusal.code()) {
            case TOKEN_EXPIRED -> Disconnect.EXPIRED;
            case UNAVAILABLE -> Disconnect.UNAVAILABLE;
            default -> Disconnect.UNAUTHENTICATED;
        };
    }

    /**
     * Lets an identity pass whose user is neither a guest nor the portal itself: those names are the server's to give.
     *
     * @throws RefusedException {@code unauthenticated}
     */
    static Identity accepted(Identity identity) {
        if (identity.guest() || identity.user().equals(Carillon.PORTAL)) {
            throw new RefusedException(ErrorCode.UNAUTHENTICATED,
                    "the user '" + Carillon.PORTAL + "' and users that begin with '" + Identity.GUEST_PREFIX
                            + "' are reserved");
        }
        return identity;
    }

    /** Whether a request has a token in the header {@code Authorization}, or what is meant for one. */
    public static boolean offered(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.strip().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * The identity of the header {@code Authorization}; empty if there is none.
     *
     * @throws RefusedException as {@link #verify}
     */
    public Optional<Identity> fromHeader(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        String[] words = header.strip().split("\\s+", 2);
        if (words.length != 2 || !words[0].equalsIgnoreCase(SCHEME)) {
            throw new RefusedException(ErrorCode.UNAUTHENTICATED, "the Authorization header must be 'Bearer TOKEN'");
        }
        return Optional.of(verify(words[1]));
    }
}
