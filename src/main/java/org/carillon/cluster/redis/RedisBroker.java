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
import org.jspecify.annotations.Nullable;

/**
 * Streams in Redis, shared by all nodes. A node's own publications, too, reach its followers when they come back from
 * Redis, so that all nodes tell them in one order.
 */
final class RedisBroker implements Broker, Follower.Desk {
    /** How much of a log is read at once to fill a gap. */
    private static final int FILL_MESSAGES = 500;
    private static final int FILL_BYTES = 4 * 1024 * 1024;
    /** How many followed channels are looked at in a second. */
    private static final long LOOKS = 300;

    private final RedisStreams streams;
    private final RedisTopics topics;
    private final RedisNews news;
    private final Lane lane;
    private final Map<String, Follower> followers = new ConcurrentHashMap<>();
    private @Nullable Listener listener;
    private Iterator<Follower> round = Collections.emptyIterator();
    private long swept = System.nanoTime();

    RedisBroker(RedisStreams streams, RedisTopics topics, RedisNews news, Executor executor) {
        this.streams = streams;
        this.topics = topics;
        this.news = news;
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

    @Override
    public CompletionStage<Position> follow(String channel) {
        Follower follower = new Follower(channel, this);
        Follower before = followers.put(channel, follower);
        if (before != null) {
            before.over();
        }
        CompletableFuture<Position> position = new CompletableFuture<>();
        topics.subscribe(streams.topic(channel), follower).thenCompose(nothing -> {
            follower.opening();
            return streams.position(channel);
        }).whenComplete((at, error) -> lane.execute(() -> {
            if (error == null && at != null) {
                follower.opened(at);
                position.complete(at);
            } else {
                end(follower);
                position.completeExceptionally(refusal(error));
            }
        }));
        return position;
    }

    private static Throwable refusal(@Nullable Throwable error) {
        return error != null && RedisFailures.cause(error) instanceof RefusedException refused
                ? refused : RedisFailures.away();
    }

    private void end(Follower follower) {
        follower.over();
        followers.remove(follower.channel(), follower);
        topics.unsubscribe(streams.topic(follower.channel()), follower);
    }

    @Override
    public CompletionStage<Slice> read(String channel, Range range) {
        return streams.read(channel, range);
    }

    @Override
    public void unfollow(String channel) {
        Follower follower = followers.get(channel);
        if (follower != null) {
            end(follower);
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
    public void broken(Follower follower) {
        lane.execute(() -> {
            if (followers.get(follower.channel()) == follower) {
                listener().broken(follower.channel());
            }
        });
    }
}
