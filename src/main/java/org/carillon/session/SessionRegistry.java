package org.carillon.session;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.carillon.Identity;
import org.carillon.SessionEvent;
import org.carillon.cluster.Users;
import org.carillon.limit.Limit;
import org.carillon.node.Addresses;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions of this node, by id and by user, within their limits. Sharded, so that opening and closing do not
 * wait for each other and the heartbeat can go round in slices.
 */
@Component
public class SessionRegistry {
    private static final int SHARDS = 64;

    private final Settings.Limits limits;
    private final Events events;
    private final Metrics metrics;
    private final Users users;
    private final List<Map<String, ClientSession>> shards = new ArrayList<>();
    private final Map<String, List<ClientSession>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** An empty registry, which notes in {@code users} how many sessions each has here. */
    @Inject
    public SessionRegistry(Settings settings, Events events, Metrics metrics, Users users) {
        this.limits = settings.limits();
        this.events = events;
        this.metrics = metrics;
        this.users = users;
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new ConcurrentHashMap<>());
        }
        metrics.gauge("carillon.sessions", "Open sessions", count::get);
    }

    /**
     * Adds a session that has not signed in.
     *
     * @return why it must be closed instead, if a limit is reached; it is registered all the same, until it is removed
     */
    public Optional<Disconnect> open(ClientSession session) {
        shard(session.id()).put(session.id(), session);
        int all = count.incrementAndGet();
        int there = byAddress.merge(Addresses.client(session.address()), 1, Integer::sum);
        if (all > limits.sessions()) {
            return Optional.of(Disconnect.OVERLOADED);
        }
        boolean tooMany = there > limits.sessionsPerAddress() && !Addresses.loopback(session.address());
        return tooMany ? Optional.of(Disconnect.LIMIT) : Optional.empty();
    }

    /**
     * Makes a session one of the identity's user. The user must not have changed unless it was a guest. Without effect
     * on a session that has ended meanwhile.
     *
     * @return why it must be closed instead, if the user has too many
     */
    public Optional<Disconnect> signIn(ClientSession session, Identity identity) {
        Optional<Identity> before = session.identity();
        if (before.isPresent() && before.get().user().equals(identity.user())) {
            identify(session, identity);
            return Optional.empty();
        }
        boolean[] full = new boolean[1];
        byUser.compute(identity.user(), (user, old) -> {
            full[0] = old != null && old.size() >= limits.sessionsPerUser();
            return full[0] ? old : noted(user, with(old, session));
        });
        if (full[0]) {
            return Optional.of(Disconnect.LIMIT);
        }
        before.ifPresent(guest -> leave(session, guest.user()));
        if (identify(session, identity)) {
            tell(session, before, identity);
        } else {
            leave(session, identity.user());
        }
        return Optional.empty();
    }

    private void tell(ClientSession session, Optional<Identity> before, Identity now) {
        if (before.isPresent()) {
            events.fire(new SessionEvent.SignedIn(session.id(), now.user(), before.get().user()));
        } else {
            metrics.count("carillon.sessions.opened", "Sessions that signed in, or came as guests");
            events.fire(new SessionEvent.Opened(session.id(), now.user(), session.address()));
        }
    }

    /** Which limit another session from an address would be over; empty if there is room for it. */
    public Optional<Limit> full(String address) {
        if (count.get() >= limits.sessions()) {
            return Optional.of(Limit.SESSIONS);
        }
        boolean tooMany = !Addresses.loopback(address)
                && byAddress.getOrDefault(Addresses.client(address), 0) >= limits.sessionsPerAddress();
        return tooMany ? Optional.of(Limit.ADDRESS) : Optional.empty();
    }

    /** Whether a user has as many sessions as one may have. */
    public boolean fullOf(String user) {
        return of(user).size() >= limits.sessionsPerUser();
    }

    /** Removes a session that has ended; false, and without effect, the second time. */
    public boolean close(ClientSession session, int code, String reason) {
        if (!shard(session.id()).remove(session.id(), session)) {
            return false;
        }
        count.decrementAndGet();
        byAddress.computeIfPresent(Addresses.client(session.address()), (address, n) -> n == 1 ? null : n - 1);
        session.queue().end();
        metrics.count("carillon.sessions.closed", "Sessions that ended", "reason", session.endedBy());
        session.identity().ifPresent(identity -> {
            leave(session, identity.user());
            events.fire(new SessionEvent.Closed(session.id(), identity.user(), code, reason));
        });
        return true;
    }

    /** How many sessions are open. */
    public int count() {
        return count.get();
    }

    /** The open sessions of a user. */
    public List<ClientSession> of(String user) {
        return byUser.getOrDefault(user, List.of());
    }

    /** Visits all sessions. */
    public void forEach(Consumer<ClientSession> visitor) {
        shards.forEach(shard -> shard.values().forEach(visitor));
    }

    /** Visits the sessions of one slice of {@code slices}. */
    void forEach(int slice, int slices, Consumer<ClientSession> visitor) {
        for (int i = slice; i < SHARDS; i += slices) {
            shards.get(i).values().forEach(visitor);
        }
    }

    private Map<String, ClientSession> shard(String id) {
        return shards.get(Math.floorMod(id.hashCode(), SHARDS));
    }

    /** Notes who a session is, unless it has ended: as one act, so that its end takes it out from where it is now. */
    private boolean identify(ClientSession session, Identity identity) {
        return shard(session.id()).computeIfPresent(session.id(), (id, open) -> {
            open.identify(identity);
            return open;
        }) != null;
    }

    private void leave(ClientSession session, String user) {
        byUser.computeIfPresent(user, (name, old) -> {
            List<ClientSession> rest = noted(user, old.stream().filter(s -> s != session).toList());
            return rest.isEmpty() ? null : rest;
        });
    }

    /** Within the user's turn, so that the counts are noted in the order in which they were. */
    private List<ClientSession> noted(String user, List<ClientSession> sessions) {
        users.note(user, sessions.size());
        return sessions;
    }

    private static List<ClientSession> with(@Nullable List<ClientSession> old,
            ClientSession session) {
        List<ClientSession> list = new ArrayList<>(old == null ? List.of() : old);
        list.add(session);
        return List.copyOf(list);
    }
}
