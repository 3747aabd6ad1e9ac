package org.carillon.cluster.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What this node has subscribed to in Redis: kept over links, each topic once. */
final class RedisTopics implements RedisConnections.Watcher {
    /** How many topics go into one command. */
    private static final int TOGETHER = 500;

    private final RedisConnections connections;
    private final Map<String, Hearer> hearers = new ConcurrentHashMap<>();
    private @Nullable RedisLink current;

    /** Is told what is published to a topic, by the client's own thread, which must not be kept. */
    interface Hearer {

        /** A message, in order. */
        void heard(byte[] message);

        /** From now on messages may be missed, until {@link #resumed}. */
        void interrupted();

        /** The topic is subscribed to again: all that is published from now on will be heard. */
        void resumed();
    }

    RedisTopics(RedisConnections connections) {
        this.connections = connections;
        connections.watch(this);
    }

    /**
     * Subscribes to a topic that has no hearer yet; one that has gets another.
     *
     * @return completes when all that is published from now on will be heard, by the client's own thread; completes
     *     exceptionally if there is no link, and the hearer stays until {@link #unsubscribe}
     */
    synchronized CompletableFuture<Void> subscribe(String topic, Hearer hearer) {
        hearers.put(topic, hearer);
        if (current == null) {
            return CompletableFuture.failedFuture(RedisFailures.away());
        }
        return current.topics().async().subscribe(topic).toCompletableFuture();
    }

    /** Ends the subscription to a topic, if this is its hearer. */
    synchronized void unsubscribe(String topic, Hearer hearer) {
        if (hearers.remove(topic, hearer) && current != null) {
            current.topics().async().unsubscribe(topic);
        }
    }

    @Override
    public synchronized void up(RedisLink now) {
        current = now;
        now.topics().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String topic, byte[] message) {
                Hearer hearer = hearers.get(topic);
                if (hearer != null) {
                    hearer.heard(message);
                }
            }
        });
        hearers.values().forEach(Hearer::interrupted);
        List<String> topics = new ArrayList<>(hearers.keySet());
        for (int i = 0; i < topics.size(); i += TOGETHER) {
            List<String> some = topics.subList(i, Math.min(i + TOGETHER, topics.size()));
            now.topics().async().subscribe(some.toArray(String[]::new)).whenComplete((nothing, error) -> {
                if (error != null) {
                    connections.end(now, RedisFailures.reason(error));
                } else {
                    some.forEach(this::resumed);
                }
            });
        }
    }

    private void resumed(String topic) {
        Hearer hearer = hearers.get(topic);
        if (hearer != null) {
            hearer.resumed();
        }
    }

    @Override
    public synchronized void down() {
        current = null;
    }
}
