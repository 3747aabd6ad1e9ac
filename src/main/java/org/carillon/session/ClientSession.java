package org.carillon.session;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.carillon.Identity;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/** One open connection: who it is, how it speaks, its queue, and when it last gave a sign of life. */
public final class ClientSession {
    /** How many replies may wait for what is not safe yet. */
    private static final int REPLIES_WAITING = 10_000;

    private final String id;
    private final Format format;
    private final Framer framer;
    private final String address;
    private final Transport transport;
    private final OutboundQueue queue;
    private final Liveness liveness;
    private final ErrorBudget errors;
    private final long openedAt;
    /** What belongs to no channel and answers nothing, such as notifications: held until the session is welcomed. */
    private final Feed personal = new Feed();
    private final ReplyLine replies = new ReplyLine(REPLIES_WAITING);
    private volatile @Nullable Identity identity;
    private volatile String httpSession = "";

    /**
     * A session that has not signed in.
     *
     * @param id its id, unique and not to be guessed
     * @param address the client's network address
     * @param clock tells when it is opened, that is now, and when its frames leave
     */
    public ClientSession(
            String id, Format format, String address, Transport transport, Settings settings, Clock clock) {
        this.id = id;
        this.format = format;
        this.framer = framer(settings);
        this.address = address;
        this.transport = transport;
        this.queue = new OutboundQueue(format.dialect(), transport, settings.outbound(), clock);
        this.liveness = new Liveness(settings.heartbeat(), clock.millis());
        this.errors = new ErrorBudget(settings.limits().errors());
        this.openedAt = clock.millis();
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** How messages become frames by the settings. */
    public static Framer framer(Settings settings) {
        return new Framer(settings.outbound().flight(), settings.chunk().size(), settings.gzip().threshold(),
                settings.gzip().level());
    }

    /** How it speaks. */
    public Dialect dialect() {
        return format.dialect();
    }

    /** How it is written to. */
    public Format format() {
        return format;
    }

    /** The client's network address. */
    public String address() {
        return address;
    }

    /** Notes the name of the HTTP session that it is opened under. */
    public void under(String name) {
        httpSession = name;
    }

    /** The name of the HTTP session that it was opened under; empty if there was none. */
    String httpSession() {
        return httpSession;
    }

    /** What waits for it. */
    public OutboundQueue queue() {
        return queue;
    }

    /** The event loop that its socket belongs to, if any. */
    public Optional<EventLoop> loop() {
        return transport.loop();
    }

    /** Who it is, once it has signed in. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /** Who it is; only for sessions that have signed in. */
    public Identity who() {
        Identity known = identity;
        if (known == null) {
            throw new IllegalStateException("the session " + id + " has not signed in");
        }
        return known;
    }

    /** When it was opened, in epoch milliseconds. */
    long openedAt() {
        return openedAt;
    }

    /** Lets it be told what answers nothing, after these replies, if any; until then such messages wait. */
    public void welcome(List<Frame> replies) {
        queue.start(personal, replies);
    }

    /** Tells it something that belongs to no channel and answers nothing: never before its welcome. */
    public void tell(ServerMessage message) {
        queue.offer(personal, frames(message));
    }

    void identify(Identity known) {
        identity = known;
    }

    Liveness liveness() {
        return liveness;
    }

    /** Notes that something came from the client at {@code now}, in epoch milliseconds. */
    public void heard(long now) {
        liveness.heard(now);
    }

    /** Notes a refusal at {@code now}; too many in a minute end the session. */
    public void refused(long now) {
        if (!errors.spend(now)) {
            close(Disconnect.MALFORMED);
        }
    }

    /** Notes a command that came too fast, at {@code now}; too many in a minute end the session. */
    public void throttled(long now) {
        if (!errors.spend(now)) {
            close(Disconnect.RATE);
        }
    }

    /** Whether the connection is gone, or is about to be. */
    public boolean ended() {
        return queue.ended();
    }

    /** The word of its close; {@code client} if the server has not closed it. */
    public String endedBy() {
        return queue.closing().map(Disconnect::word).orElse("client");
    }

    /** Replies to a command: after the replies to those before it. */
    public void reply(ServerMessage message) {
        reply(() -> send(message));
    }

    /** Does what replies to a command, for instance starts a feed: after the replies to those before it. */
    public void reply(Runnable reply) {
        replies.give(reply);
    }

    /**
     * Replies to a command when its outcome is known: after the replies to those before it, and before the replies to
     * those after it. A session that has too many such commands under way is closed.
     *
     * @param outcome what is waited for
     * @param reply is told the outcome or why there is none
     */
    public <T> void reply(CompletionStage<T> outcome, BiConsumer<@Nullable T, @Nullable Throwable> reply) {
        if (replies.full()) {
            close(Disconnect.SLOW);
            return;
        }
        Consumer<Runnable> place = replies.keep();
        outcome.whenComplete((value, failure) -> place.accept(() -> reply.accept(value, failure)));
    }

    /** Sends one message. */
    public void send(ServerMessage message) {
        frames(message).forEach(queue::offer);
    }

    /** The frames of one message, for a reply that is offered together with a change of a feed. */
    public List<Frame> frames(ServerMessage message) {
        return framer.frames(format, List.of(format.dialect().encode(message)));
    }

    /** Closes when what waits has left. */
    public void close(Disconnect disconnect) {
        queue.close(disconnect, false);
    }

    /** Closes without waiting for what has not left. */
    void closeNow(Disconnect disconnect) {
        queue.close(disconnect, true);
    }

    void ping() {
        if (format.dialect().joins()) {
            send(new ServerMessage.Ping());
        } else {
            transport.ping();
        }
    }

    boolean expired(Instant now) {
        Identity known = identity;
        return known != null && known.expires().map(end -> !now.isBefore(end)).orElse(false);
    }
}
