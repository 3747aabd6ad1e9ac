package org.carillon;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who a session is.
 *
 * @param user the user's id; a guest's begins with {@link #GUEST_PREFIX}
 * @param expires when the identity ends, if it does
 * @param info public facts that other members may see, such as a display name; empty if there are none
 * @param login names the login that it comes from, among all, so that its sessions can be ended together: a token's
 *     claim {@code sid}, else its {@code jti}; empty if it has none
 * @param roles what the user may be asked for by policies of channels and by {@link ChannelRules}: those that the
 *     container or the token vouches for
 * @param token the token that it comes from, which may be revoked; empty if it comes from none, as the container's
 *     login and guests do
 */
public record Identity(
        String user, Optional<Instant> expires, Map<String, String> info, String login, Set<String> roles,
        Optional<Token> token) {

    /** What the id of every guest, and of nobody else, begins with. */
    public static final String GUEST_PREFIX = "guest:";

    public Identity {
        info = Map.copyOf(info);
        roles = Set.copyOf(roles);
    }

    /**
     * What a token may be revoked by.
     *
     * @param id its claim {@code jti}; empty if it has none of at most {@value #LONGEST_ID} characters
     * @param issued its claim {@code iat}; empty if it has none: then it counts as older than any other
     */
    public record Token(String id, Optional<Instant> issued) {
        /** How many characters the id of a token may have that can be revoked by it. */
        public static final int LONGEST_ID = 128;

        /** A token of which only the user is known. */
        public static final Token UNNAMED = new Token("", Optional.empty());
    }

    /** An identity that comes from no token. */
    public Identity(
            String user, Optional<Instant> expires, Map<String, String> info, String login, Set<String> roles) {
        this(user, expires, info, login, roles, Optional.empty());
    }

    /** An identity without roles. */
    public Identity(String user, Optional<Instant> expires, Map<String, String> info, String login) {
        this(user, expires, info, login, Set.of());
    }

    /** An identity without roles, whose login has no name. */
    public Identity(String user, Optional<Instant> expires, Map<String, String> info) {
        this(user, expires, info, "");
    }

    /** A guest of the given name. */
    public static Identity guest(String name) {
        return new Identity(GUEST_PREFIX + name, Optional.empty(), Map.of());
    }

    /** The same, coming from a token in any case: from an unnamed one if it did not say from which. */
    public Identity fromToken() {
        return token.isPresent()
                ? this : new Identity(user, expires, info, login, roles, Optional.of(Token.UNNAMED));
    }

    /** Whether this is a guest, who signed in with nothing but a name. */
    public boolean guest() {
        return user.startsWith(GUEST_PREFIX);
    }
}
