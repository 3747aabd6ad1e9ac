package org.carillon.inbox;

import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.InboxEvent;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;
import org.carillon.channel.Streams;
import org.carillon.cluster.Broker;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.Draft;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.InboxSettings;
import org.carillon.node.Rights;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.session.ClientSession;

/**
 * Inboxes: each is a stream that only its user reads. A session that signs in gets what its device has not confirmed
 * yet, then what comes live; what a device confirms moves its own cursor alone.
 */
@Component
public class InboxService {
    /** So that the name of the stream is not longer than a channel's name may be. */
    private static final int USER_LIMIT = 240;

    private final ChannelPolicy policy;
    private final InboxSettings.Senders send;
    private final CursorStore cursors;
    private final Streams streams;
    private final Receipts receipts;
    private final Events events;
    private final Map<ClientSession, InboxReader> readers = new ConcurrentHashMap<>();

    /** A service over the given ports. */
    @Inject
    public InboxService(Settings settings, Broker broker, CursorStore cursors, Streams streams, Events events) {
        this.policy = new ChannelPolicy(InboxSettings.PREFIX + '*', ChannelPolicy.Queue.DISCONNECT,
                Rights.PORTAL, false, settings.limits().message(), settings.inbox().retention(), 0);
        this.send = settings.inbox().send();
        this.cursors = cursors;
        this.streams = streams;
        this.receipts = new Receipts(broker, settings.outbound().flight());
        this.events = events;
    }

    /**
     * Lets a session that has signed in read its user's inbox; without effect for a guest, who has none.
     *
     * @param device names the client among the user's; empty if it gave no name
     * @return what begins to tell it, when the log has been asked; fails if it cannot be read
     */
    public CompletionStage<Runnable> open(ClientSession session, String device) {
        String user = session.who().user();
        if (session.who().guest() || !usable(user)) {
            return CompletableFuture.completedFuture(() -> { });
        }
        InboxReader reader = new InboxReader(session, user, device);
        readers.put(session, reader);
        return streams.follow(session, reader.channel(), policy, reader.feed(), reader::broken)
                .thenCompose(live -> cursors.find(user, device)
                        .thenCompose(cursor -> streams.catchUp(session, reader.channel(), reader.feed(),
                                reader.begin(cursor, live.epoch()), live, reader)))
                .whenComplete((begin, failure) -> {
                    if (failure != null) {
                        drop(session);
                    }
                })
                .thenApply(begin -> () -> begin(session, begin));
    }

    private void begin(ClientSession session, Runnable begin) {
        begin.run();
        if (session.ended()) { // while it was opened: it was cleaned up too early to be found
            drop(session);
        }
    }

    /** Ends to read for a session that has ended. */
    public void drop(ClientSession session) {
        InboxReader reader = readers.remove(session);
        if (reader != null) {
            streams.unfollow(session, reader.channel());
        }
    }

    /**
     * Sends to a user for a session.
     *
     * @return the position in the user's inbox, when the message is safe
     * @throws RefusedException {@code forbidden}, {@code too_large} or {@code too_many}; or as the broker refuses
     */
    public CompletionStage<Broker.Receipt> send(ClientSession session, Command.Send command) {
        Identity sender = session.who();
        if (send == InboxSettings.Senders.PORTAL) {
            throw new RefusedException(ErrorCode.FORBIDDEN,
                    "only the portal sends to users here (carillon.inbox.send)");
        }
        if (sender.guest()) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "guests may not send to users, sign in first");
        }
        String key = command.key().isEmpty() ? "" : sender.user() + '\n' + command.key();
        return send(command.to(), command.receipt() ? Kind.TRACKED : Kind.DIRECT, sender.user(), command.content(),
                key);
    }

    /** Sends to a user for the portal; refusals as for a session. */
    public CompletionStage<Broker.Receipt> send(String user, Content content) {
        return send(user, Kind.DIRECT, Carillon.PORTAL, content, "");
    }

    private CompletionStage<Broker.Receipt> send(String to, Kind kind, String sender, Content content, String key) {
        if (to.startsWith(Identity.GUEST_PREFIX) || to.equals(Carillon.PORTAL)) {
            throw new RefusedException(ErrorCode.FORBIDDEN,
                    "'" + to + "' has no inbox: guests and the portal have none, send to a user");
        }
        if (!usable(to)) {
            throw new RefusedException(ErrorCode.MALFORMED, "the user must be a text of 1 to " + USER_LIMIT
                    + " characters without control characters");
        }
        return streams.append(new Draft(InboxSettings.channel(to), kind, sender, false, content, "", key),
                policy.messageBytes());
    }

    private static boolean usable(String user) {
        return !user.isEmpty() && user.length() <= USER_LIMIT && user.chars().noneMatch(Character::isISOControl);
    }

    /**
     * A session's device has everything of its inbox up to a position. The first device that has it makes receipts for
     * those senders who want one.
     *
     * @return when it is noted, or as the store refuses: the device gets it again then
     * @throws RefusedException {@code forbidden} if it is not the session's own inbox, {@code malformed} if the session
     *     was not sent that much of it
     */
    public CompletionStage<?> received(ClientSession session, String channel, Position position) {
        InboxReader reader = readers.get(session);
        if (reader == null || !reader.channel().equals(channel)) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "'" + channel + "' is not the inbox of "
                    + session.who().user() + ", only messages of one's own inbox are confirmed");
        }
        Position sent = reader.live() ? streams.reached(channel).orElse(reader.told()) : reader.told();
        if (!position.epoch().equals(sent.epoch()) || position.offset() > sent.offset()) {
            throw new RefusedException(ErrorCode.MALFORMED, "'epoch' and 'offset' are '" + position.epoch() + "' and "
                    + position.offset() + ", but this session was sent '" + channel + "' up to '" + sent.epoch()
                    + "' and " + sent.offset());
        }
        return position.offset() == 0
                ? CompletableFuture.completedFuture(position)
                : cursors.advance(reader.user(), reader.device(), position)
                        .thenAccept(before -> before.ifPresent(offset -> confirmed(reader, offset, position)));
    }

    private void confirmed(InboxReader reader, long before, Position position) {
        receipts.give(reader.user(), before, position);
        events.fire(new InboxEvent.Received(reader.user(), reader.device(), position));
    }
}
