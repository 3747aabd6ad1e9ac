package org.carillon.channel;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.carillon.ChannelEvent;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.presence.PresenceService;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** What sessions and the portal may do with channels: rules and limits first, then presence, broker and feeds. */
@Component
public class ChannelService {
    private final Settings settings;
    private final Broker broker;
    private final ChannelRegistry channels;
    private final PresenceService presence;
    private final Events events;
    private final LongAdder publications;
    private final Map<ClientSession, List<String>> subscribed = new ConcurrentHashMap<>();

    /** A service over the given parts; the broadcaster is asked for so that it listens from the start. */
    @Inject
    ChannelService(
            Settings settings, Broker broker, ChannelRegistry channels, Broadcaster broadcaster,
            PresenceService presence, Events events, Metrics metrics) {
        this.settings = settings;
        this.broker = broker;
        this.channels = channels;
        this.presence = presence;
        this.events = events;
        this.publications = metrics.counter("carillon.publications", "Publications accepted on this node");
    }

    /**
     * Subscribes a session and answers it, so that the answer comes before the channel's messages. Subscribing again is
     * answered and changes only whether the session is told who comes and goes.
     *
     * @param id the id of the command
     * @param watching whether the session is told who is there, comes and goes
     * @throws RefusedException {@code no_such_channel} or {@code limit}
     */
    public void subscribe(ClientSession session, String id, String channel, boolean watching) {
        ChannelPolicy policy = policy(channel);
        Subscription known = find(channel, session);
        Subscription subscription = known == null
                ? new Subscription(session, watching)
                : new Subscription(session, known.feed(), watching);
        Position position = join(policy, channel, subscription);
        Optional<List<Member>> members = watching ? Optional.of(presence.members(channel)) : Optional.empty();
        answer(channel, subscription, session.frames(new ServerMessage.Subscribed(id, channel, position, members)));
    }

    /** Subscribes a bare session to the default channel, and welcomes it there: none of the messages comes before. */
    public void welcomeToDefault(ClientSession session, ServerMessage welcome) {
        String channel = settings.channels().standard();
        Subscription subscription = new Subscription(session, false);
        join(policy(channel), channel, subscription);
        answer(channel, subscription, session.frames(welcome));
    }

    private Position join(ChannelPolicy policy, String channel, Subscription subscription) {
        ClientSession session = subscription.session();
        subscribed.compute(session, (key, names) -> with(names == null ? List.of() : names, channel));
        Position position = channels.join(channel, policy, subscription);
        if (policy.presence()) {
            presence.enter(channel, session.id(), session.who());
        }
        return position;
    }

    /** Starts the feed; a session that ended meanwhile was cleaned up too early to be found, so it is done again. */
    private void answer(String channel, Subscription subscription, List<Frame> replies) {
        ClientSession session = subscription.session();
        session.queue().start(subscription.feed(), replies);
        if (session.ended()) {
            drop(session);
            abandon(session, channel);
        }
    }

    private List<String> with(List<String> names, String channel) {
        if (names.contains(channel)) {
            return names;
        }
        int limit = settings.limits().channels();
        if (names.size() >= limit) {
            throw new RefusedException(ErrorCode.LIMIT, "a session may be in at most " + limit + " channels");
        }
        List<String> more = new ArrayList<>(names.size() + 1);
        more.addAll(names);
        more.add(channel);
        return List.copyOf(more);
    }

    /**
     * Ends a subscription and answers, so that none of the channel's messages follows the answer.
     *
     * @throws RefusedException {@code not_subscribed}
     */
    public void unsubscribe(ClientSession session, String id, String channel) {
        Subscription gone = channels.leave(channel, session);
        if (gone == null) {
            throw notSubscribed(channel);
        }
        subscribed.computeIfPresent(session, (key, names) -> without(names, channel));
        presence.leave(channel, session.id(), session.who().user());
        boolean quiet = id.isEmpty();
        session.queue().end(gone.feed(), quiet
                ? List.of() : session.frames(new ServerMessage.Unsubscribed(id, channel)));
    }

    private static @Nullable List<String> without(List<String> names, String channel) {
        List<String> rest = names.stream().filter(name -> !name.equals(channel)).toList();
        return rest.isEmpty() ? null : rest;
    }

    /** Ends all subscriptions of a session that has ended; its members stay for the grace period. */
    public void drop(ClientSession session) {
        List<String> names = subscribed.remove(session);
        if (names == null) {
            return;
        }
        for (String channel : names) {
            abandon(session, channel);
        }
    }

    private void abandon(ClientSession session, String channel) {
        channels.leave(channel, session);
        session.identity().ifPresent(identity -> presence.drop(channel, session.id(), identity.user()));
    }

    /** A guest has become a user: it is another member now. */
    public void identityChanged(ClientSession session, Identity before) {
        for (String channel : subscribed.getOrDefault(session, List.of())) {
            if (policy(channel).presence()) {
                presence.leave(channel, session.id(), before.user());
                presence.enter(channel, session.id(), session.who());
            }
        }
    }

    /**
     * Publishes for a session.
     *
     * @param draft what; an empty channel is the default channel; its key counts among the sender's own
     * @return the position, when the publication is safe
     * @throws RefusedException {@code no_such_channel}, {@code not_subscribed}, {@code forbidden}, {@code too_large} or
     *     {@code too_many}; or as the broker refuses
     */
    public CompletionStage<Broker.Receipt> publish(ClientSession session, Draft draft) {
        ChannelPolicy policy = policy(draft.channel());
        switch (policy.publish()) {
            case SUBSCRIBERS -> {
                if (find(draft.channel(), session) == null) {
                    throw notSubscribed(draft.channel());
                }
            }
            case PORTAL -> throw new RefusedException(ErrorCode.FORBIDDEN,
                    "only the portal publishes to '" + draft.channel() + "'");
            case ALL -> { }
        }
        return publish(policy, draft);
    }

    /** Publishes for the portal, which may publish everywhere; refusals as for a session. */
    public CompletionStage<Broker.Receipt> publish(Draft draft) {
        return publish(policy(draft.channel()), draft);
    }

    private CompletionStage<Broker.Receipt> publish(ChannelPolicy policy, Draft draft) {
        if (bytes(draft.content()) > policy.messageBytes()) {
            throw new RefusedException(ErrorCode.TOO_LARGE,
                    "the content may have at most " + policy.messageBytes() + " bytes in '" + draft.channel() + "'");
        }
        Channel channel = channels.find(draft.channel());
        if (channel != null && channel.pendingBytes() > settings.outbound().pending()) {
            throw new RefusedException(ErrorCode.TOO_MANY,
                    "'" + draft.channel() + "' gets more than can be handed on, publish slower");
        }
        publications.increment();
        return broker.publish(draft).whenComplete((receipt, refusal) -> tell(draft, receipt));
    }

    private void tell(Draft draft, Broker.@Nullable Receipt receipt) {
        if (receipt != null && !receipt.duplicate()) {
            Publication publication = draft.at(receipt.position(), receipt.time());
            events.fire(new ChannelEvent.Published(draft.channel(), publication));
        }
    }

    private static int bytes(Content content) {
        int bytes = Frame.utf8Length(content.json());
        return content.base64() ? bytes / 4 * 3 : bytes;
    }

    /**
     * The members of a channel for a session, which must be subscribed.
     *
     * @throws RefusedException {@code no_such_channel} or {@code not_subscribed}
     */
    public List<Member> members(ClientSession session, String channel) {
        policy(channel);
        if (find(channel, session) == null) {
            throw notSubscribed(channel);
        }
        return presence.members(channel);
    }

    /** The members of a channel for the portal; {@code no_such_channel} if it is not declared. */
    public List<Member> members(String channel) {
        policy(channel);
        return presence.members(channel);
    }

    private ChannelPolicy policy(String channel) {
        return settings.channels().policies().of(channel).orElseThrow(() -> new RefusedException(
                ErrorCode.NO_SUCH_CHANNEL, "no channel '" + channel + "' is declared in carillon.channels"));
    }

    private @Nullable Subscription find(String name, ClientSession session) {
        Channel channel = channels.find(name);
        return channel == null ? null : channel.find(session);
    }

    private static RefusedException notSubscribed(String channel) {
        return new RefusedException(ErrorCode.NOT_SUBSCRIBED, "subscribe to '" + channel + "' first");
    }
}
