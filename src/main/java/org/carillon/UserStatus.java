package org.carillon;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a user is online.
 *
 * @param user the user's id
 * @param sessions how many sessions the user has open; 0 if offline
 * @param lastSeen when the user's last session closed, or now if one is open; empty if not known
 */
public record UserStatus(String user, int sessions, Optional<Instant> lastSeen) {

    /** Whether the user has at least one session open. */
    public boolean online() {
        return sessions > 0;
    }
}
