package org.carillon.node;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.carillon.Identity;

/**
 * Which sessions may do something in a channel; the portal itself always may.
 *
 * @param kind by what it is decided
 * @param roles of which one is needed, where roles decide; else empty
 */
public record Access(Kind kind, Set<String> roles) {
    /** Those that are subscribed. */
    public static final Access SUBSCRIBERS = new Access(Kind.SUBSCRIBERS, Set.of());
    /** Every session. */
    public static final Access ALL = new Access(Kind.ALL, Set.of());
    /** Those that have signed in: no guests. */
    public static final Access USER = new Access(Kind.USER, Set.of());
    /** None. */
    public static final Access PORTAL = new Access(Kind.PORTAL, Set.of());

    private static final String ROLE = "role:";

    /** By what it is decided. */
    public enum Kind {
        /** By a subscription of the session. */
        SUBSCRIBERS,
        /** By nothing. */
        ALL,
        /** By a sign-in. */
        USER,
        /** By the roles of who has signed in. */
        ROLE,
        /** Only the portal may. */
        PORTAL
    }

    public Access {
        roles = Set.copyOf(roles);
    }

    /** Those with one of these roles; guests have none. */
    public static Access role(Set<String> roles) {
        return new Access(Kind.ROLE, roles);
    }

    /** Whether a session of {@code who}, which is {@code subscribed} or not, may. */
    public boolean admits(Identity who, boolean subscribed) {
        return switch (kind) {
            case SUBSCRIBERS -> subscribed;
            case ALL -> true;
            case USER -> !who.guest();
            case ROLE -> !who.guest() && who.roles().stream().anyMatch(roles::contains);
            case PORTAL -> false;
        };
    }

    /** Reads {@code subscribers}, {@code all}, {@code user}, {@code portal}, {@code none} or {@code role:A|B}. */
    static Optional<Access> parse(String text) {
        if (text.startsWith(ROLE)) {
            return roles(text).map(Access::role);
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "subscribers" -> Optional.of(SUBSCRIBERS);
            case "all" -> Optional.of(ALL);
            case "user" -> Optional.of(USER);
            case "portal", "none" -> Optional.of(PORTAL);
            default -> Optional.empty();
        };
    }

    private static Optional<Set<String>> roles(String text) {
        Set<String> roles = new LinkedHashSet<>();
        for (String part : text.split("\\|", -1)) {
            String role = part.startsWith(ROLE) ? part.substring(ROLE.length()) : part;
            if (role.isEmpty()) {
                return Optional.empty();
            }
            roles.add(role);
        }
        return Optional.of(roles);
    }
}
