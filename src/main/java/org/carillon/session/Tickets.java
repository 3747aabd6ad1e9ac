package org.carillon.session;

import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * Short-lived texts that sign a session in once. They stand in URLs, which end up in logs and histories; that is why a
 * ticket is worth nothing after its first use, and why only a hash of it is kept here.
 *
 * <p>All tickets live equally long, so the order in which they were issued is the order in which they expire, and the
 * expired ones are always at the front.
 */
@Component
public class Tickets {

    /** How many tickets may wait for their use. */
    static final int CAPACITY = 10_000;

    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private final Duration life;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    /** No tickets yet; those to come live as long as {@code carillon.auth.ticket.life} says. */
    @Inject
    public Tickets(Settings settings, @Own Clock clock) {
        this.life = settings.auth().ticketLife();
        this.clock = clock;
    }

    /**
     * A new ticket, made of characters that need no escape in a URL.
     *
     * @param identity who the ticket speaks for; the ticket ends no later than it
     * @throws RefusedException with {@link ErrorCode#LIMIT} if too many tickets wait for their use
     */
    public String issue(Identity identity) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        add(hash(ticket), identity);
        return ticket;
    }

    /**
     * Uses a ticket up. Of several callers with the same ticket exactly one gets the identity.
     *
     * @return who the ticket speaks for; empty if it was never issued, is used already or has expired
     */
    public Optional<Identity> redeem(String ticket) {
        if (ticket.length() != LENGTH) {
            return Optional.empty();
        }
        return remove(hash(ticket)).filter(found -> found.aliveAt(clock.instant())).map(Pending::identity);
    }

    private synchronized void add(String hash, Identity identity) {
        Instant now = clock.instant();
        dropExpired(now);
        if (pending.size() >= CAPACITY) {
            throw new RefusedException(
                    ErrorCode.LIMIT, "Too many tickets wait for their use; try again in " + life.toSeconds() + " s.");
        }
        pending.put(hash, new Pending(identity, now.plus(life)));
    }

    private synchronized Optional<Pending> remove(String hash) {
        return Optional.ofNullable(pending.remove(hash));
    }

    private void dropExpired(Instant now) {
        Iterator<Pending> oldest = pending.values().iterator();
        while (oldest.hasNext() && !oldest.next().aliveAt(now)) {
            oldest.remove();
        }
    }

    private static String hash(String ticket) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private record Pending(Identity identity, Instant expires) {

        boolean aliveAt(Instant now) {
            return now.isBefore(expires) && identity.expires().map(now::isBefore).orElse(true);
        }
    }
}
