package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.TokenVerifier;
import org.carillon.node.Component;

/** Tokens of users; a token never makes a guest, nor the portal. */
@Component
public class BearerTokens {
    private final TokenVerifier verifier;

    /** Tokens that {@code verifier} knows. */
    @Inject
    public BearerTokens(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Verifies a token.
     *
     * @throws RefusedException {@code unauthenticated} or {@code token_expired}
     */
    public Identity verify(String token) {
        return accepted(verifier.verify(token));
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

    /**
     * The identity of the header {@code Authorization}; empty if there is none.
     *
     * @throws RefusedException {@code unauthenticated} or {@code token_expired}
     */
    public Optional<Identity> fromHeader(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        String[] words = header.strip().split("\\s+", 2);
        if (words.length != 2 || !words[0].equalsIgnoreCase("Bearer")) {
            throw new RefusedException(ErrorCode.UNAUTHENTICATED, "the Authorization header must be 'Bearer TOKEN'");
        }
        return Optional.of(verify(words[1]));
    }
}
