package org.carillon.cluster.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.cluster.Ticket;
import org.carillon.cluster.TicketStore;

/**
 * Tickets in memory. All live equally long, so the order in which they came is the order in which they end, and those
 * that are over are always at the front.
 */
public final class MemoryTicketStore implements TicketStore {
    private final int capacity;
    private final Clock clock;
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    private record Pending(Ticket ticket, Instant end) {}

    /** No tickets yet, and room for so many. */
    public MemoryTicketStore(int capacity, Clock clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Boolean> put(String hash, Ticket ticket, Duration life) {
        return CompletableFuture.completedStage(add(hash, ticket, clock.instant(), life));
    }

    private synchronized boolean add(String hash, Ticket ticket, Instant now, Duration life) {
        Iterator<Pending> oldest = pending.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next().end)) {
            oldest.remove();
        }
        if (pending.size() >= capacity) {
            return false;
        }
        pending.put(hash, new Pending(ticket, now.plus(life)));
        return true;
    }

    @Override
    public CompletionStage<Optional<Ticket>> take(String hash) {
        Instant now = clock.instant();
        return CompletableFuture.completedStage(remove(hash).filter(found -> now.isBefore(found.end))
                .map(Pending::ticket));
    }

    private synchronized Optional<Pending> remove(String hash) {
        return Optional.ofNullable(pending.remove(hash));
    }
}
