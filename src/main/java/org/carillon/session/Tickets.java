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
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.Ticket;
import org.carillon.cluster.TicketStore;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * Short-lived texts that sign a session in once, on whatever node. They stand in URLs, which end up in logs and
 * histories; that is why a ticket is worth nothing after its first use, and why only a hash of it is kept.
 */
@Component
public class Tickets {
    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private final TicketStore store;
    private final Endings endings;
    private final Duration life;
    private final Waiting waiting;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Tickets that live as long as {@code carillon.auth.ticket.life} says. */
    @Inject
    public Tickets(
            TicketStore store, Endings endings, Waiting waiting, Settings settings, @Own Clock clock) {
        this.store = store;
        this.endings = endings;
        this.life = settings.auth().ticketLife();
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * A new ticket, made of characters that need no escape in a URL. Waits for the store.
     *
     * @param identity who the ticket speaks for; the ticket ends no later than it
     * @param origin the only origin of pages that may use it; empty for any
     * @throws RefusedException {@link ErrorCode#LIMIT} if too many tickets wait for their use,
     *     {@link ErrorCode#UNAVAILABLE} if the store is away
     */
    public String issue(Identity identity, Optional<String> origin) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        if (!waiting.on(store.put(hash(ticket), new Ticket(identity, origin), life))) {
            throw new RefusedException(
                    ErrorCode.LIMIT, "Too many tickets wait for their use; try again in " + life.toSeconds() + " s.");
        }
        return ticket;
    }

    /**
     * Uses a ticket up, even for another origin than its own. Of several callers with the same ticket exactly one gets
     * the identity. Waits for the store.
     *
     * @param origin that of the page that uses it; empty if there is none
     * @return who the ticket speaks for; empty if it was never issued, is used already, has expired or is that of
     *     another origin, or if what it was issued for has ended: a revoked token, or an HTTP session
     * @throws RefusedException {@link ErrorCode#UNAVAILABLE} if the store is away
     */
    public Optional<Identity> redeem(String ticket, Optional<String> origin) {
        if (ticket.length() != LENGTH) {
            return Optional.empty();
        }
        return waiting.on(store.take(hash(ticket)))
                .filter(found -> found.origin().isEmpty() || found.origin().equals(origin))
                .map(Ticket::identity).filter(this::alive);
    }

    private boolean alive(Identity identity) {
        Instant now = clock.instant();
        return identity.expires().map(now::isBefore).orElse(true) && endings.of(identity).isEmpty();
    }

    private static String hash(String ticket) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
