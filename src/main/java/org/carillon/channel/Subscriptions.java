package org.carillon.channel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Settings;
import org.carillon.presence.PresenceService;
import org.carillon.protocol.Command;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;
import org.jspecify.annotations.Nullable;

/** Which session is in which channel: as a subscriber, as a member, and for its own end. It asks nobody's leave. */
final class Subscriptions {
    private final Settings settings;
    private final ChannelRegistry channels;
    private final PresenceService presence;
    private final Subscribed subscribed;
    private final Subscription.Breaking breaking = this::broken;

    Subscriptions(Settings settings, ChannelRegistry channels, PresenceService presence) {
        this.settings = settings;
        this.channels = channels;
        this.presence = presence;
        this.subscribed = new Subscribed(settings.limits().channels());
    }

    /** A subscription that has yet to join. */
    Subscription of(ClientSession session, Feed feed, boolean watching) {
        return new Subscription(session, feed, watching, breaking);
    }

    /**
     * Lets a session join a channel.
     *
     * @return the position after which its feed goes on, when it is a member too; fails if the store is away, and it
     *     has to leave then
     * @throws RefusedException {@code limit}
     */
    CompletionStage<Position> join(ChannelPolicy policy, String channel, Subscription subscription) {
        ClientSession session = subscription.session();
        subscribed.add(session, channel);
        CompletionStage<Position> position = channels.join(channel, policy, subscription);
        if (policy.presence()) {
            position = position.thenCombine(
                    presence.enter(channel, session.id(), session.who()), (live, entered) -> live);
        }
        if (session.ended()) { // it was cleaned up too early to be found here
            drop(session);
            abandon(session, channel);
        }
        return position;
    }

    /** Takes a subscription back that could not be answered: one that was there before and shares its feed goes on. */
    void undo(String channel, Subscription subscription, @Nullable Subscription before) {
        ClientSession session = subscription.session();
        if (before != null && before.feed() == subscription.feed()) {
            channels.replace(channel, subscription, before);
        } else {
            leave(session, channel, subscription.feed());
            session.queue().end(subscription.feed(), List.of());
        }
    }

    /** Takes a session out; if a feed is given, only if it comes by this one still: it may have subscribed anew. */
    @Nullable Subscription leave(ClientSession session, String channel, @Nullable Feed feed) {
        Subscription gone = channels.leave(channel, session, feed);
        if (gone != null) {
            subscribed.remove(session, channel);
            if (hasMembers(channel)) {
                presence.leave(channel, session.id(), session.who().user());
            }
        }
        return gone;
    }

    /** Ends all subscriptions of a session that has ended; its members stay for the grace period. */
    void drop(ClientSession session) {
        subscribed.removeAll(session).forEach(channel -> abandon(session, channel));
    }

    private void abandon(ClientSession session, String channel) {
        channels.leave(channel, session);
        if (hasMembers(channel)) {
            session.identity().ifPresent(identity -> presence.drop(channel, session.id(), identity.user()));
        }
    }

    /** Only then may the store of members be asked, which may be elsewhere. */
    private boolean hasMembers(String channel) {
        return settings.channels().policies().of(channel).map(ChannelPolicy::presence).orElse(false);
    }

    /** A guest has become a user: it is another member now. */
    void identityChanged(ClientSession session, Identity before) {
        for (String channel : subscribed.of(session)) {
            if (hasMembers(channel)) {
                presence.leave(channel, session.id(), before.user());
                presence.enter(channel, session.id(), session.who());
            }
        }
    }

    /** Ends those subscriptions of a session that are {@code unwanted}, and tells it why. */
    void end(ClientSession session, ErrorCode why, Unwanted unwanted) {
        for (String channel : subscribed.of(session)) {
            Subscription subscription = channels.subscription(channel, session);
            if (subscription != null && unwanted.test(channel, subscription.watching())) {
                breakOff(subscription, channel, why);
            }
        }
    }

    /** Which subscriptions are to end. */
    interface Unwanted {
        boolean test(String channel, boolean watching);
    }

    /** What a session was still to get cannot be read: it must begin anew, unless it has already. */
    void breakOff(Subscription subscription, String channel, ErrorCode code) {
        boolean gone = leave(subscription.session(), channel, subscription.feed()) != null;
        end(subscription, channel, code, gone);
    }

    /**
     * The channel as it was is gone from the registry: the session has to ask for what it missed. It stays a member for
     * the grace period, so that nobody notices.
     */
    private void broken(Subscription subscription, String channel) {
        ClientSession session = subscription.session();
        subscribed.remove(session, channel);
        if (hasMembers(channel)) {
            presence.drop(channel, session.id(), session.who().user());
        }
        Subscription since = channels.subscription(channel, session);
        if (since != null) { // it did subscribe again meanwhile
            subscribed.add(session, channel);
            presence.stay(channel, session.id());
            if (session.ended()) {
                drop(session);
            }
        }
        end(subscription, channel, ErrorCode.UNAVAILABLE, since == null);
    }

    private static void end(Subscription subscription, String channel, ErrorCode code, boolean tell) {
        ClientSession session = subscription.session();
        ServerMessage reason = new ServerMessage.Unsubscribed(Command.NO_ID, channel, Optional.of(code));
        session.queue().end(subscription.feed(), tell ? session.frames(reason) : List.of());
    }
}
