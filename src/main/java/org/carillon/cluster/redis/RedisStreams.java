package org.carillon.cluster.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker.Receipt;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.limit.PublishRates;
import org.carillon.node.Retention;
import org.carillon.protocol.Fingerprint;
import org.jspecify.annotations.Nullable;

/** The scripts of streams, with typed arguments and results. */
final class RedisStreams {
    /** How long a stream is kept at least that nobody uses or follows. */
    private static final Duration LIFE = Duration.ofHours(1);

    /** How many bytes of publications may be under way: a Redis that is slow must not fill the heap. */
    private static final long UNDER_WAY = 64L * 1024 * 1024;

    private final AtomicLong underWay = new AtomicLong();
    private final RedisConnections connections;
    private final RedisScripts scripts;
    private final RedisKeys keys;
    private final Rules rules;
    private final Clock clock;
    private final Replicas replicas;

    /**
     * What holds for channels.
     *
     * @param retention how much the log of a channel keeps
     * @param window how long keys are remembered, in milliseconds
     * @param publishes how many publications of sessions a channel takes in a second; 0 for no limit
     */
    record Rules(Function<String, Retention> retention, long window, ToIntFunction<String> publishes) {}

    RedisStreams(RedisConnections connections, Rules rules, Clock clock, Executor executor) {
        this.connections = connections;
        this.scripts = new RedisScripts(connections, executor);
        this.keys = RedisKeys.of(connections.settings());
        this.rules = rules;
        this.clock = clock;
        this.replicas = new Replicas(connections, scripts, executor);
    }

    /** The pub/sub channel of a channel. */
    String topic(String channel) {
        return keys.topic(channel);
    }

    private long life(Retention keeps) {
        return Math.max(keeps.age().toMillis(), rules.window) + LIFE.toMillis();
    }

    private static String freshEpoch() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50), 36);
    }

    private List<String> keys(String channel) {
        return List.of(keys.meta(channel), keys.log(channel));
    }

    /** Publishes; as {@link org.carillon.cluster.Broker#publish}. */
    CompletableFuture<Receipt> publish(Draft draft) {
        @Nullable RedisLink link = connections.link().orElse(null);
        if (link == null) {
            return CompletableFuture.failedFuture(RedisFailures.away());
        }
        long now = clock.millis();
        byte[] content = RedisNews.content(draft);
        byte[] entry = RedisNews.entry(draft, now, content);
        if (underWay.addAndGet(entry.length) > UNDER_WAY) {
            underWay.addAndGet(-entry.length);
            return CompletableFuture.failedFuture(RedisFailures.slow());
        }
        return publish(link, draft, now, entry, content.length);
    }

    private CompletableFuture<Receipt> publish(RedisLink link, Draft draft, long now, byte[] entry, int weight) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        String channel = draft.channel();
        Retention keeps = rules.retention.apply(channel);
        int rate = PublishRates.of(rules.publishes, channel, draft.sender());
        List<String> names = keys(draft, rate);
        Object[] arguments = {freshEpoch(), now, topic(channel), entry, weight, keeps.messages(), keeps.bytes(),
                keeps.age().toMillis(), life(keeps), link.sharded() ? "SPUBLISH" : "PUBLISH", rules.window,
                draft.key().isEmpty() ? "" : Fingerprint.of(draft.content()), rate};
        RedisLink.Node node = link.node(names.get(0));
        scripts.run(link, RedisScript.PUBLISH, names, arguments, (reply, refusal) -> {
            underWay.addAndGet(-entry.length);
            if (reply == null) {
                replicas.refuse(receipt, refusal == null ? RedisFailures.unknown() : refusal);
            } else if (reply.size() == 0) {
                replicas.refuse(receipt, new RefusedException(ErrorCode.CONFLICT,
                        "this key was used for other content, choose a new one"));
            } else if (reply.size() == 1) {
                replicas.refuse(receipt, PublishRates.refusal(channel, Duration.ofMillis(reply.number(0))));
            } else {
                replicas.settle(link, node, receipt, receipt(reply, now));
            }
        });
        return receipt;
    }

    private List<String> keys(Draft draft, int rate) {
        List<String> names = new ArrayList<>(keys(draft.channel()));
        if (!draft.key().isEmpty()) {
            names.add(keys.key(draft.channel(), draft.key()));
        }
        if (rate > 0) {
            names.add(keys.rate(draft.channel()));
        }
        return names;
    }

    private static Receipt receipt(Reply reply, long now) {
        boolean duplicate = reply.size() > 2;
        return new Receipt(new Position(reply.text(0), reply.number(1)), duplicate ? reply.number(2) : now, duplicate);
    }

    /** Where a stream is; keeps it from being forgotten. */
    CompletableFuture<Position> position(String channel) {
        return scripts.run(RedisScript.POSITION, keys(channel), freshEpoch(), clock.millis(),
                        life(rules.retention.apply(channel)))
                .thenApply(reply -> new Position(reply.text(0), reply.number(1)));
    }

    /** Reads a part of a log; keeps the stream from being forgotten. */
    CompletableFuture<Slice> read(String channel, Range range) {
        Retention keeps = rules.retention.apply(channel);
        return scripts.run(RedisScript.READ, keys(channel), freshEpoch(), clock.millis(), life(keeps),
                        keeps.age().toMillis(), range.after(), range.before(), range.messages(), range.bytes(),
                        range.latest() ? 1 : 0)
                .thenApply(reply -> slice(channel, reply, range.latest()));
    }

    private static Slice slice(String channel, Reply reply, boolean latest) {
        String epoch = reply.text(0);
        Reply entries = reply.list(3);
        List<Publication> publications = new ArrayList<>(entries.size() / 2);
        for (int i = 0; i < entries.size(); i += 2) {
            publications.add(RedisNews.publication(channel, new Position(epoch, entries.number(i)),
                    entries.bytes(i + 1), 0));
        }
        if (latest) {
            Collections.reverse(publications);
        }
        return new Slice(new Position(epoch, reply.number(1)), reply.number(2), publications);
    }
}
