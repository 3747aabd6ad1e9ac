package org.carillon.channel;

import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.Position;
import org.carillon.cluster.Broker;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.InboxSettings;
import org.carillon.node.Metrics;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;
import org.jspecify.annotations.Nullable;

/** The channels with a subscriber on this node: the first one in follows the stream, the last one out ends it. */
@Component
public class ChannelRegistry {
    private static final int LOCKS = 64;

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final AtomicInteger inboxes = new AtomicInteger();
    private final Broker broker;
    /** Keep joins and leaves of one channel apart from each other; nothing is sent under them. */
    private final Object[] locks = new Object[LOCKS];

    /** Channels that nobody is in yet. */
    @Inject
    public ChannelRegistry(Broker broker, Metrics metrics) {
        this.broker = broker;
        Arrays.setAll(locks, i -> new Object());
        metrics.gauge("carillon.channels", "Channels with a subscriber on this node", this::count);
        metrics.gauge("carillon.inboxes", "Inboxes whose user has a session on this node", inboxes::get);
    }

    /** How many channels have a subscriber on this node; inboxes are none. */
    public int count() {
        return channels.size() - inboxes.get();
    }

    /** The channel, if it has a subscriber. */
    @Nullable Channel find(String name) {
        return channels.get(name);
    }

    /** How a session is in a channel, if it is. */
    @Nullable Subscription subscription(String name, ClientSession session) {
        Channel channel = channels.get(name);
        return channel == null ? null : channel.find(session);
    }

    /**
     * Adds a subscriber; what comes after the position returned will be offered to it.
     *
     * @return the position; fails if the stream cannot be followed, and the subscriber has to {@link #leave} then
     */
    CompletionStage<Position> join(String name, ChannelPolicy policy, Subscription subscription) {
        synchronized (lock(name)) {
            Channel known = channels.get(name);
            Channel channel = known == null ? opened(name, policy) : known;
            return channel.add(subscription);
        }
    }

    private Channel opened(String name, ChannelPolicy policy) {
        Channel channel = new Channel(name, policy);
        // Findable before it is followed: what comes in between must be noted, not missed.
        channels.put(name, channel);
        inboxes.addAndGet(inbox(name));
        broker.follow(name).whenComplete((position, failure) -> {
            if (failure == null) {
                channel.begin(position);
            } else {
                channel.fail(failure);
            }
        });
        return channel;
    }

    /** Takes a subscriber out; its subscription, if it had one. */
    @Nullable Subscription leave(String name, ClientSession session) {
        return leave(name, session, null);
    }

    /** Takes a subscriber out, if this is its feed or none is given; its subscription, if it had one. */
    @Nullable Subscription leave(String name, ClientSession session, @Nullable Feed feed) {
        synchronized (lock(name)) {
            Channel channel = channels.get(name);
            Subscription found = channel == null ? null : channel.find(session);
            if (channel == null || found == null || feed != null && feed != found.feed()) {
                return null;
            }
            Subscription gone = channel.remove(session);
            if (channel.empty()) {
                close(name);
            }
            return gone;
        }
    }

    /** Puts a subscription in the place of another one, if that is still there. */
    void replace(String name, Subscription from, Subscription to) {
        synchronized (lock(name)) {
            Channel channel = channels.get(name);
            if (channel != null && from.equals(channel.find(from.session()))) {
                channel.add(to);
            }
        }
    }

    /** Lets all subscribers of a channel begin anew: who subscribes from now on finds another channel. */
    void breakUp(String name) {
        Channel channel = channels.get(name);
        if (channel != null) {
            breakUp(channel);
        }
    }

    /** As {@link #breakUp(String)}, unless the channel has been given up already. */
    void breakUp(Channel channel) {
        String name = channel.name();
        List<Subscription> subscriptions;
        synchronized (lock(name)) {
            if (channels.get(name) != channel) {
                return;
            }
            close(name);
            subscriptions = channel.subscriptions();
        }
        subscriptions.forEach(subscription -> subscription.broken(name));
    }

    private void close(String name) {
        broker.unfollow(name);
        channels.remove(name);
        inboxes.addAndGet(-inbox(name));
    }

    private static int inbox(String name) {
        return name.startsWith(InboxSettings.PREFIX) ? 1 : 0;
    }

    private Object lock(String name) {
        return locks[Math.floorMod(name.hashCode(), LOCKS)];
    }
}
