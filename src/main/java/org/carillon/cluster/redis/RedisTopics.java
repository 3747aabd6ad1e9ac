package org.carillon.cluster.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        connections.watchFirst(this);
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
        return subscribe(current, current.listening(topic), topic);
    }

    /** Ends the subscription to a topic, if this is its hearer. */
    synchronized void unsubscribe(String topic, Hearer hearer) {
        if (hearers.remove(topic, hearer) && current != null) {
            RedisPubSubAsyncCommands<String, byte[]> commands = current.listening(topic).topics().async();
            if (current.sharded()) {
                commands.sunsubscribe(topic);
            } else {
                commands.unsubscribe(topic);
            }
        }
    }

    private static CompletableFuture<Void> subscribe(RedisLink link, RedisLink.Node node, String... topics) {
        RedisPubSubAsyncCommands<String, byte[]> commands = node.topics().async();
        if (!link.sharded()) {
            return commands.subscribe(topics).toCompletableFuture();
        }
        // One command may name topics of one slot only.
        return CompletableFuture.allOf(Stream.of(topics)
                .map(topic -> commands.ssubscribe(topic).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public synchronized void up(RedisLink now) {
        current = now;
        now.nodes().forEach(node -> node.topics().addListener(new Ear(now)));
        hearers.values().forEach(Hearer::interrupted);
        Map<RedisLink.Node, List<String>> byNode =
                hearers.keySet().stream().collect(Collectors.groupingBy(now::listening));
        byNode.forEach((node, topics) -> {
            for (int i = 0; i < topics.size(); i += TOGETHER) {
                again(now, node, topics.subList(i, Math.min(i + TOGETHER, topics.size())));
            }
        });
    }

    private void again(RedisLink now, RedisLink.Node node, List<String> topics) {
        subscribe(now, node, topics.toArray(String[]::new)).whenComplete((nothing, error) -> {
            if (error != null) {
                connections.end(now, RedisFailures.reason(error));
            } else {
                topics.forEach(this::resumed);
            }
        });
    }

    /** Hears what comes over one connection. */
    private final class Ear extends RedisPubSubAdapter<String, byte[]> {
        private final RedisLink link;

        Ear(RedisLink link) {
            this.link = link;
        }

        @Override
        public void message(String topic, byte[] message) {
            Hearer hearer = hearers.get(topic);
            if (hearer != null) {
                hearer.heard(message);
            }
        }

        @Override
        public void smessage(String topic, byte[] message) {
            message(topic, message);
        }

        /** A server also does that to us when the topic's slot becomes another's. */
        @Override
        public void sunsubscribed(String topic, long count) {
            if (hearers.containsKey(topic)) {
                connections.end(link, "a part of the Cluster's keys has moved");
            }
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
