package org.carillon.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The tickets that wait for their use, by a hash of each, for all nodes. */
public interface TicketStore {

    /**
     * Keeps a ticket.
     *
     * @param hash tells it from others, and cannot be used in its place
     * @param ticket what it is good for
     * @param life for how long; the same for all tickets
     * @return whether it was kept: false if too many wait; completes exceptionally with
     *     {@link org.carillon.RefusedException}: {@code unavailable}
     */
    CompletionStage<Boolean> put(String hash, Ticket ticket, Duration life);

    /**
     * Takes a ticket out. Of several callers, on whatever node, exactly one gets it.
     *
     * @return what it is good for; empty if it was never put, was taken already or is over; completes exceptionally
     *     with {@link org.carillon.RefusedException}: {@code unavailable}
     */
    CompletionStage<Optional<Ticket>> take(String hash);
}
