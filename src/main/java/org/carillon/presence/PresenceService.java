package org.carillon.presence;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carillon.ChannelEvent;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.PresenceStore;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * Members of channels. A session that drops stays for a grace period, so that a reload is neither a leave nor a join:
 * it is taken out late, and if the user has another session there by then, nobody notices.
 */
@Component
public class PresenceService {
    private static final int LOCKS = 64;

    private final PresenceStore store;
    private final Broker broker;
    private final Events events;
    private final Clock clock;
    private final long graceMillis;
    private final ArrayDeque<Departure> departures = new ArrayDeque<>();
    /** Keep the changes of one channel in the order of the store; nothing is sent and no observer runs under them. */
    private final Object[] locks = new Object[LOCKS];

    private record Departure(String channel, String user, String session, long dueAt) {}

    /** A service over the given ports. */
    @Inject
    public PresenceService(
            PresenceStore store, Broker broker, Events events, Settings settings, @Own Clock clock) {
        this.store = store;
        this.broker = broker;
        this.events = events;
        this.clock = clock;
        this.graceMillis = settings.presenceGrace().toMillis();
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /** A session comes into a channel. */
    public void enter(String channel, String session, Identity identity) {
        Member member = new Member(
                identity.user(), identity.guest(), clock.instant(), identity.info(), List.of(session));
        Optional<Member> first;
        synchronized (lock(channel)) {
            first = store.add(channel, member);
            first.ifPresent(came -> broker.publish(new MemberChange(channel, true, came)));
        }
        first.ifPresent(came -> events.fire(new ChannelEvent.Joined(channel, came)));
    }

    /** A session leaves a channel for good. */
    public void leave(String channel, String session, String user) {
        Optional<Member> last;
        synchronized (lock(channel)) {
            last = store.remove(channel, user, session);
            last.ifPresent(left -> broker.publish(new MemberChange(channel, false, left)));
        }
        last.ifPresent(left -> events.fire(new ChannelEvent.Left(channel, left)));
    }

    /** A session has dropped and may come back within the grace period as another. */
    public void drop(String channel, String session, String user) {
        synchronized (departures) {
            departures.add(new Departure(channel, user, session, clock.millis() + graceMillis));
        }
    }

    /** Lets those leave whose grace period is over; called by the server's timer. */
    public void sweep() {
        for (Departure departure : due(clock.millis())) {
            leave(departure.channel, departure.session, departure.user);
        }
    }

    /** The members of a channel, the earliest first. */
    public List<Member> members(String channel) {
        return store.members(channel);
    }

    private List<Departure> due(long now) {
        List<Departure> due = new ArrayList<>();
        synchronized (departures) {
            while (!departures.isEmpty() && departures.peek().dueAt <= now) {
                due.add(departures.remove());
            }
        }
        return due;
    }

    private Object lock(String channel) {
        return locks[Math.floorMod(channel.hashCode(), LOCKS)];
    }
}
