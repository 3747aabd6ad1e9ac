package org.carillon.cluster.redis;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.node.Failures;
import org.carillon.node.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Streams in Redis, shared by all nodes. A node's own publications, too, reach its followers when they come back from
 * Redis, so that all nodes tell them in one order.
 */
final class RedisBroker implements Broker, Follower.Desk, MemberFollower.Source {
    /** How much of a log is read at once to fill a gap. */
    private static final int FILL_MESSAGES = 500;
    private static final int FILL_BYTES = 4 * 1024 * 1024;
    /** How many followed channels are looked at in a second. */
    private static final long LOOKS = 300;

    private final RedisStreams streams;
    private final RedisTopics topics;
    private final RedisNews news;
    private final PresenceActs presence;
    private final Lane lane;
    private final Map<String, MemberFollower> followers = new ConcurrentHashMap<>();
    private @Nullable Listener listener;
    private Iterator<MemberFollower> round = Collections.emptyIterator();
    private long swept = System.nanoTime();

    RedisBroker(
            RedisStreams streams, RedisTopics topics, RedisNews news, PresenceActs presence, Executor executor) {
        this.streams = streams;
        this.topics = topics;
        this.news = news;
        this.presence = presence;
        this.lane = new Lane(executor);
    }

    @Override
    public void listen(Listener told) {
        this.listener = told;
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return streams.publish(draft);
    }

    /** It is handed to Redis and nothing waits. */
    @Override
    public boolean prompt(String channel) {
        return true;
    }

    @Override
    public CompletionStage<Position> follow(String channel) {
        Follower follower = new Follower(channel, this);
        MemberFollower hearer = new MemberFollower(follower, this);
        MemberFollower before = followers.put(channel, hearer);
        if (before != null) {
            before.follower().over();
        }
        CompletableFuture<Position> position = new CompletableFuture<>();
        topics.subscribe(streams.topic(channel), hearer).thenCompose(nothing -> {
            CompletionStage<?> begun = hearer.begin();
            follower.opening();
            return streams.position(channel).thenCombine(begun, (at, none) -> at);
        }).whenComplete((at, error) -> lane.execute(() -> {
            if (error == null && at != null) {
                follower.opened(at);
                position.complete(at);
            } else {
                end(hearer);
                position.completeExceptionally(refusal(error));
            }
        }));
        return position;
    }

    private static Throwable refusal(@Nullable Throwable error) {
        return error != null && Failures.cause(error) instanceof RefusedException refused
                ? refused : RedisFailures.away();
    }

    private void end(MemberFollower hearer) {
        Follower follower = hearer.follower();
        follower.over();
        followers.remove(follower.channel(), hearer);
        topics.unsubscribe(streams.topic(follower.channel()), hearer);
    }

    @Override
    public CompletionStage<Slice> read(String channel, Range range) {
        return streams.read(channel, range);
    }

    @Override
    public void unfollow(String channel) {
        MemberFollower hearer = followers.get(channel);
        if (hearer != null) {
            end(hearer);
        }
    }

    /** Looks at some of the followed channels: what was lost on a quiet one is noticed by nothing else. */
    synchronized void sweep() {
        long now = System.nanoTime();
        long looks = Math.min((now - swept) * LOOKS / TimeUnit.SECONDS.toNanos(1), LOOKS);
        if (looks == 0) {
            return;
        }
        swept = now;
        if (!round.hasNext()) {
            round = followers.values().iterator();
        }
        for (long i = 0; i < looks && round.hasNext(); i++) {
            round.next().look();
        }
    }

    @Override
    public Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("listen was not called");
        }
        return listener;
    }

    @Override
    public RedisNews news() {
        return news;
    }

    @Override
    public void read(Follower follower, Position after) {
        streams.read(follower.channel(), Range.after(after.offset(), FILL_MESSAGES, FILL_BYTES))
                .whenComplete((slice, error) -> follower.filled(error == null ? slice : null));
    }

    @Override
    public void marked(Follower follower) {
        lane.execute(follower::flush);
    }

    @Override
    public CompletionStage<PresenceActs.Changes> changes(String channel, long after) {
        return presence.changes(channel, after);
    }

    @Override
    public void broken(Follower follower) {
        lane.execute(() -> {
            MemberFollower hearer = followers.get(follower.channel());
            if (hearer != null && hearer.follower() == follower) {
                listener().broken(follower.channel());
            }
        });
    }
}
