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
 */
public record Identity(
        String user, Optional<Instant> expires, Map<String, String> info, String login, Set<String> roles) {

    /** What the id of every guest, and of nobody else, begins with. */
    public static final String GUEST_PREFIX = "guest:";

    public Identity {
        info = Map.copyOf(info);
        roles = Set.copyOf(roles);
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

    /** Whether this is a guest, who signed in with nothing but a name. */
    public boolean guest() {
        return user.startsWith(GUEST_PREFIX);
    }
}
