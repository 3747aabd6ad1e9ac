package org.carillon.cluster;

import java.time.Instant;
import java.util.Optional;
import org.carillon.Identity;

/**
 * Tokens that are refused although they have not ended: one, or all that were issued before a time.
 *
 * @param kind what the name names
 * @param name the id of the token, or the user whose tokens they are; empty for those of all users
 * @param before of all of them those that were issued before, and those that do not say when; in whole milliseconds
 * @param until when it is forgotten; in whole milliseconds
 */
public record Revocation(Kind kind, String name, Instant before, Instant until) {

    /** What is revoked. */
    public enum Kind {
        /** One token. */
        TOKEN("t:"),
        /** The tokens of a user, or of all. */
        USER("u:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The revocation of a token, by its id as in {@link Identity.Token#id}. */
    public static Revocation ofToken(String id, Instant until) {
        return of(Kind.TOKEN.prefix + id, 0, until.toEpochMilli());
    }

    /** The revocation of what was issued to a user before a time; to all users, if the user is empty. */
    public static Revocation issuedTo(String user, Instant before, Instant until) {
        return of(Kind.USER.prefix + user, before.toEpochMilli(), until.toEpochMilli());
    }

    /**
     * As it is stored, times in epoch milliseconds.
     *
     * @throws IllegalArgumentException if the key is none that this version knows
     */
    public static Revocation of(String key, long before, long until) {
        for (Kind kind : Kind.values()) {
            if (key.startsWith(kind.prefix)) {
                return new Revocation(kind, key.substring(kind.prefix.length()), Instant.ofEpochMilli(before),
                        Instant.ofEpochMilli(until));
            }
        }
        throw new IllegalArgumentException("no revocation that this version knows: " + key);
    }

    /** Tells it from those of other tokens and users. */
    public String key() {
        return kind.prefix + name;
    }

    /** What this one and another one of the same key say together. */
    public Revocation and(Revocation other) {
        return new Revocation(kind, name, later(before, other.before), later(until, other.until));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Whether it is over. */
    public boolean over(Instant now) {
        return !now.isBefore(until);
    }

    /** Whether it is about what was issued then; a token that does not say when counts as older than any other. */
    boolean covers(Optional<Instant> issued) {
        return kind == Kind.TOKEN || issued.isEmpty() || issued.get().isBefore(before);
    }
}
