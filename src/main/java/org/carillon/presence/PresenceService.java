package org.carillon.presence;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.carillon.ChannelEvent;
import org.carillon.Identity;
import org.carillon.Member;
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
    private static final Logger LOG = System.getLogger(PresenceService.class.getName());

    private final PresenceStore store;
    private final Events events;
    private final Clock clock;
    private final long graceMillis;
    /** By when they are due. */
    private final Map<Place, Departure> departures = new LinkedHashMap<>();

    private record Place(String channel, String session) {}

    private record Departure(String user, long dueAt) {}

    /** A service over the given ports. */
    @Inject
    public PresenceService(PresenceStore store, Events events, Settings settings, @Own Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.graceMillis = settings.presenceGrace().toMillis();
    }

    /** A session comes into a channel; when it is a member, or fails as the store does. */
    public CompletionStage<?> enter(String channel, String session, Identity identity) {
        stay(channel, session);
        Member member = new Member(
                identity.user(), identity.guest(), clock.instant(), identity.info(), List.of(session));
        return store.add(channel, member).thenAccept(first ->
                first.ifPresent(came -> events.fire(new ChannelEvent.Joined(channel, came))));
    }

    /** A session leaves a channel for good. */
    public void leave(String channel, String session, String user) {
        store.remove(channel, user, session).whenComplete((last, failure) -> {
            if (failure == null) {
                last.ifPresent(left -> events.fire(new ChannelEvent.Left(channel, left)));
            } else {
                LOG.log(Level.DEBUG, "The store is away, and lets a member leave by itself when it is back", failure);
            }
        });
    }

    /** A session has dropped and may come back within the grace period as another. */
    public void drop(String channel, String session, String user) {
        synchronized (departures) {
            departures.put(new Place(channel, session), new Departure(user, clock.millis() + graceMillis));
        }
    }

    /** A session that was said to have dropped has not. */
    public void stay(String channel, String session) {
        synchronized (departures) {
            departures.remove(new Place(channel, session));
        }
    }

    /** Lets those leave whose grace period is over; called by the server's timer. */
    public void sweep() {
        due(clock.millis()).forEach((place, departure) -> leave(place.channel, place.session, departure.user));
    }

    /** The members of a channel, the earliest first. */
    public CompletionStage<List<Member>> members(String channel) {
        return store.members(channel);
    }

    private Map<Place, Departure> due(long now) {
        Map<Place, Departure> due = new LinkedHashMap<>();
        synchronized (departures) {
            Iterator<Map.Entry<Place, Departure>> earliest = departures.entrySet().iterator();
            while (earliest.hasNext()) {
                Map.Entry<Place, Departure> next = earliest.next();
                if (next.getValue().dueAt > now) {
                    break;
                }
                due.put(next.getKey(), next.getValue());
                earliest.remove();
            }
        }
        return due;
    }
}
