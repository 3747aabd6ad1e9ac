package org.carillon.channel;

import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;

/**
 * What channels and inboxes share: streams that are followed for sessions, each by a feed, and appended to within
 * limits. It asks nobody's leave.
 */
@Component
public class Streams {
    private final Broker broker;
    private final ChannelRegistry channels;
    private final Executor executor;
    private final Settings.Outbound limits;
    private final LongAdder publications;

    /** Streams of a broker; the broadcaster is asked for so that it listens from the start. */
    @Inject
    Streams(Broker broker, ChannelRegistry channels, Broadcaster broadcaster, @Own Executor executor,
            Settings settings, Metrics metrics) {
        this.broker = broker;
        this.channels = channels;
        this.executor = executor;
        this.limits = settings.outbound();
        this.publications = metrics.counter("carillon.publications", "Publications accepted on this node");
    }

    /**
     * Follows a stream for a session: what comes after the position returned is offered to its feed.
     *
     * @param broken what is done when something of the stream was lost, so that the session must begin anew
     * @return the position; fails if the stream cannot be followed, and has to be unfollowed then all the same
     */
    public CompletionStage<Position> follow(
            ClientSession session, String name, ChannelPolicy policy, Feed feed, Runnable broken) {
        return channels.join(name, policy, new Subscription(session, feed, false, (same, channel) -> broken.run()));
    }

    /** Ends to follow a stream for a session; without effect if it is not followed. */
    public void unfollow(ClientSession session, String name) {
        channels.leave(name, session);
    }

    /** How far the stream has been handed on here; empty if no session follows it. */
    public Optional<Position> reached(String name) {
        return Optional.ofNullable(channels.find(name)).map(Channel::reached);
    }

    /**
     * Brings a session what the log still holds of what it missed, and makes its feed live then.
     *
     * @param since what the session has
     * @param live the position after which its feed goes on
     * @return what begins to tell it, when the log has been asked
     */
    public CompletionStage<Runnable> catchUp(
            ClientSession session, String name, Feed feed, Position since, Position live, Pages pages) {
        return recovery(name, session, feed, CatchUp.skipping(since, live), pages).begin();
    }

    Recovery recovery(String name, ClientSession session, Feed feed, CatchUp catchUp, Pages pages) {
        return new Recovery(broker, executor, name, session, feed, catchUp, limits.flight(), pages);
    }

    /**
     * Appends to a stream.
     *
     * @param limit the longest content, in bytes
     * @return the position, when the publication is safe; or as the broker refuses
     * @throws RefusedException {@code too_large} or {@code too_many}
     */
    public CompletionStage<Broker.Receipt> append(Draft draft, int limit) {
        if (draft.bytes() > limit) {
            throw new RefusedException(ErrorCode.TOO_LARGE,
                    "the content may have at most " + limit + " bytes in '" + draft.channel() + "'");
        }
        Channel channel = channels.find(draft.channel());
        if (channel != null && channel.pendingBytes() > limits.pending()) {
            throw new RefusedException(ErrorCode.TOO_MANY,
                    "'" + draft.channel() + "' gets more than can be handed on, publish slower");
        }
        publications.increment();
        return broker.publish(draft);
    }
}
