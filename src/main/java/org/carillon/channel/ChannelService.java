package org.carillon.channel;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.carillon.ChannelEvent;
import org.carillon.ChannelRules.Act;
import org.carillon.ErrorCode;
import org.carillon.History;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.limit.Refusals;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.InboxSettings;
import org.carillon.node.Settings;
import org.carillon.presence.PresenceService;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;
import org.carillon.session.Rechecks;
import org.jspecify.annotations.Nullable;

/** What sessions and the portal may do with channels: rules and limits first, then presence, broker and feeds. */
@Component
public class ChannelService implements Rechecks {
    private final Settings settings;
    private final Broker broker;
    private final ChannelRegistry channels;
    private final PresenceService presence;
    private final Streams streams;
    private final Events events;
    private final Publisher publisher;
    private final Subscriptions subscriptions;
    private final ChannelRights rights;
    /** How often subscriptions were judged anew: who subscribes meanwhile may have been judged too early. */
    private final AtomicLong rechecks = new AtomicLong();

    /** A service over the given parts. */
    @Inject
    ChannelService(
            Settings settings, Broker broker, ChannelRegistry channels, Streams streams, PresenceService presence,
            Events events, Refusals refusals, ChannelRights rights) {
        this.streams = streams;
        this.settings = settings;
        this.broker = broker;
        this.channels = channels;
        this.presence = presence;
        this.events = events;
        this.publisher = new Publisher(streams, events, refusals);
        this.rights = rights;
        this.subscriptions = new Subscriptions(settings, channels, presence);
    }

    /**
     * Subscribes a session and answers it, so that the answer comes before the channel's messages. Subscribing again is
     * answered and changes whether the session is told who comes and goes; with {@code since} it also starts anew
     * there.
     *
     * @param id the id of the command
     * @param since what the session has of the channel, if it wants what came after
     * @param watching whether the session is told who is there, comes and goes
     * @return what gives the answer, when the log has been asked; fails with what the store refused
     * @throws RefusedException {@code no_such_channel}, {@code forbidden} or {@code limit}
     */
    public CompletionStage<Runnable> subscribe(
            ClientSession session, String id, String channel, Optional<Position> since, boolean watching) {
        ChannelPolicy policy = policy(channel);
        long judged = rechecks.get();
        checkSubscribing(session, policy, channel, watching);
        Subscription known = find(channel, session);
        Feed feed = known == null || since.isPresent() ? new Feed() : known.feed();
        Subscription subscription = subscriptions.of(session, feed, watching);
        CompletionStage<Position> joined = subscriptions.join(policy, channel, subscription);
        if (judged != rechecks.get()) {
            judge(session); // which is not counted: else sessions that subscribe could keep each other at it
        }
        CompletionStage<Runnable> answer = joined
                .thenCompose(live -> members(channel, watching)
                        .thenCompose(members -> answer(subscription, known != null, since,
                                new ServerMessage.Subscribed(id, channel, live, Optional.empty(), List.of(), false,
                                        members))))
                .whenComplete((given, failure) -> {
                    if (failure != null) {
                        subscriptions.undo(channel, subscription, known);
                    }
                });
        if (known != null && feed != known.feed()) {
            Feed earlier = known.feed();
            // Given or refused, but not before its turn: what the earlier feed was to answer comes first.
            session.reply(answer, (given, failure) -> session.queue().end(earlier, List.of()));
        }
        return answer;
    }

    private CompletionStage<Optional<List<Member>>> members(String channel, boolean wanted) {
        return wanted
                ? presence.members(channel).thenApply(Optional::of)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Runnable> answer(
            Subscription subscription, boolean again, Optional<Position> since, ServerMessage.Subscribed plain) {
        if (since.isEmpty()) {
            return CompletableFuture.completedFuture(() -> subscribed(subscription, again, plain));
        }
        String channel = plain.channel();
        SubscribedPages pages = new SubscribedPages(plain.id(), channel, plain.position(), plain.members(),
                code -> subscriptions.breakOff(subscription, channel, code));
        return streams.recovery(channel, subscription.session(), subscription.feed(),
                new CatchUp(since.get(), plain.position()), pages).begin();
    }

    /** Answers without anything to recover; a feed that exists is live, or will be if its own recovery succeeds. */
    private static void subscribed(Subscription subscription, boolean again, ServerMessage.Subscribed answer) {
        ClientSession session = subscription.session();
        if (session.queue().ended(subscription.feed())) {
            session.send(new ServerMessage.Refusal(answer.id(), ErrorCode.UNAVAILABLE,
                    "what was missed of '" + answer.channel() + "' could not be read, subscribe again"));
        } else if (!again) {
            session.queue().start(subscription.feed(), session.frames(answer));
        } else {
            session.send(answer);
        }
    }

    /** Subscribes a bare session to the default channel, and welcomes it there: none of the messages comes before. */
    public void welcomeToDefault(ClientSession session, ServerMessage welcome) {
        String channel = settings.channels().standard();
        if (!rights.allows(Act.SUBSCRIBE, session.who(), policy(channel), channel)) {
            session.send(welcome); // it may subscribe to others
            return;
        }
        Subscription subscription = subscriptions.of(session, new Feed(), false);
        subscriptions.join(policy(channel), channel, subscription).whenComplete((live, failure) -> {
            if (failure == null) {
                session.queue().start(subscription.feed(), session.frames(welcome));
            } else {
                session.close(Disconnect.UNAVAILABLE);
            }
        });
    }

    /**
     * Ends a subscription and answers, so that none of the channel's messages follows the answer.
     *
     * @throws RefusedException {@code not_subscribed}, or {@code forbidden} for an inbox
     */
    public void unsubscribe(ClientSession session, String id, String channel) {
        refuseInbox(channel);
        Subscription gone = subscriptions.leave(session, channel, null);
        if (gone == null) {
            throw ChannelRights.notSubscribed(channel);
        }
        session.reply(() -> session.queue().end(gone.feed(), id.isEmpty()
                ? List.of()
                : session.frames(new ServerMessage.Unsubscribed(id, channel, Optional.empty()))));
    }

    /** Ends all subscriptions of a session that has ended; its members stay for the grace period. */
    public void drop(ClientSession session) {
        subscriptions.drop(session);
    }

    /** A guest has become a user: it is another member now. */
    public void identityChanged(ClientSession session, Identity before) {
        subscriptions.identityChanged(session, before);
    }

    @Override
    public void recheck(ClientSession session) {
        rechecks.incrementAndGet();
        judge(session);
    }

    private void judge(ClientSession session) {
        session.identity().ifPresent(who -> subscriptions.end(session, ErrorCode.FORBIDDEN,
                (channel, watching) -> !mayKeep(who, channel, watching)));
    }

    private boolean mayKeep(Identity who, String channel, boolean watching) {
        ChannelPolicy policy = policy(channel);
        return rights.allows(Act.SUBSCRIBE, who, policy, channel)
                && (!watching || rights.allows(Act.PRESENCE, who, policy, channel));
    }

    private void checkSubscribing(ClientSession session, ChannelPolicy policy, String channel, boolean watching) {
        rights.check(Act.SUBSCRIBE, session.who(), policy, channel, false);
        if (watching) {
            rights.check(Act.PRESENCE, session.who(), policy, channel, true);
        }
    }

    /**
     * Publishes for a session.
     *
     * @param draft what; its key counts among the sender's own
     * @param inParts whether it came in parts and may be as large as these may be
     * @return the position, when the publication is safe
     * @throws RefusedException {@code no_such_channel}, {@code not_subscribed}, {@code forbidden}, {@code too_large} or
     *     {@code too_many}; or as the broker refuses
     */
    public CompletionStage<Broker.Receipt> publish(ClientSession session, Draft draft, boolean inParts) {
        ChannelPolicy policy = permit(Act.PUBLISH, session, draft.channel());
        return publisher.publish(draft, policy.limit(inParts));
    }

    /** Whether publishing to a channel (none: the default one) waits neither for a disk nor for observers. */
    public boolean prompt(String channel) {
        return broker.prompt(channel.isEmpty() ? settings.channels().standard() : channel)
                && !rights.asksPortal() && !events.waitsForObservers(ChannelEvent.Published.class);
    }

    private ChannelPolicy permit(Act act, ClientSession session, String channel) {
        ChannelPolicy policy = policy(channel);
        rights.check(act, session.who(), policy, channel, find(channel, session) != null);
        return policy;
    }

    /** Publishes for the portal, which may publish everywhere; refusals as for a session. */
    public CompletionStage<Broker.Receipt> publish(Draft draft) {
        return publisher.publish(draft, policy(draft.channel()).limit(false));
    }

    /**
     * The members of a channel for a session.
     *
     * @throws RefusedException {@code no_such_channel}, {@code not_subscribed} or {@code forbidden}
     */
    public CompletionStage<List<Member>> members(ClientSession session, String channel) {
        permit(Act.PRESENCE, session, channel);
        return presence.members(channel);
    }

    /** The members of a channel for the portal; {@code no_such_channel} if it is not declared. */
    public CompletionStage<List<Member>> members(String channel) {
        policy(channel);
        return presence.members(channel);
    }

    /**
     * A page of a channel's log for a session.
     *
     * @throws RefusedException {@code no_such_channel}, {@code not_subscribed} or {@code forbidden}
     */
    public CompletionStage<History> history(ClientSession session, HistoryQuery query) {
        permit(Act.HISTORY, session, query.channel());
        return history(query);
    }

    /**
     * A page of a channel's log for the portal.
     *
     * @return the page; fails with {@code unrecoverable} if the log cannot vouch for it
     * @throws RefusedException {@code no_such_channel}
     */
    public CompletionStage<History> history(HistoryQuery query) {
        policy(query.channel());
        return broker.read(query.channel(), query.range(settings.outbound().flight())).thenApply(query::page);
    }

    private static void refuseInbox(String channel) {
        if (channel.startsWith(InboxSettings.PREFIX)) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "'" + channel + "' is an inbox: its user gets what is sent "
                    + "to it without asking, others send to the user");
        }
    }

    private ChannelPolicy policy(String channel) {
        refuseInbox(channel);
        return settings.channels().policies().of(channel).orElseThrow(() -> new RefusedException(
                ErrorCode.NO_SUCH_CHANNEL, "no channel '" + channel + "' is declared in carillon.channels"));
    }

    private @Nullable Subscription find(String name, ClientSession session) {
        return channels.subscription(name, session);
    }
}
