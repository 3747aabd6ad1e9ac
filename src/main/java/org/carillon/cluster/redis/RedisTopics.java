package org.carillon.cluster.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What this node has subscribed to in Redis: kept over links, each topic once. */
final class RedisTopics implements RedisConnections.Watcher {
    /** How many topics are subscribed to at once over a new link. */
    private static final int TOGETHER = 500;
    /** How many hearers may ask Redis at once what they have missed. */
    private static final int TENDED = 64;

    private final RedisConnections connections;
    private final Map<String, Hearer> hearers = new ConcurrentHashMap<>();
    private @Nullable Ear current;

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
        connections.meters().topics(hearers::size);
    }

    /**
     * Subscribes to a topic that has no hearer yet; one that has gets another.
     *
     * @return completes when Redis has confirmed it, so that all that is published from now on will be heard, by the
     *     client's own thread; completes exceptionally if there is no link or it ends meanwhile, and the hearer stays
     *     until {@link #unsubscribe}
     */
    CompletableFuture<Void> subscribe(String topic, Hearer hearer) {
        synchronized (this) {
            hearers.put(topic, hearer);
            if (current != null) {
                return current.subscribe(List.of(topic));
            }
        }
        return CompletableFuture.failedFuture(RedisFailures.away());
    }

    /** Ends the subscription to a topic, if this is its hearer. */
    synchronized void unsubscribe(String topic, Hearer hearer) {
        if (hearers.remove(topic, hearer) && current != null) {
            current.unsubscribe(topic);
        }
    }

    @Override
    public synchronized void up(RedisLink now) {
        Ear ear = new Ear(now);
        current = ear;
        now.nodes().forEach(node -> node.topics().addListener(ear));
        hearers.values().forEach(Hearer::interrupted);
        new Return(ear, List.copyOf(hearers.keySet()).iterator()).subscribe();
    }

    /** Ends a link later, when it is in use for sure: it may fail while it is taken into use, by the same thread. */
    private void end(RedisLink link, Throwable error) {
        connections.later(0, () -> connections.end(link, RedisFailures.reason(error)));
    }

    private void resumed(String topic) {
        Hearer hearer = hearers.get(topic);
        if (hearer != null) {
            hearer.resumed();
        }
    }

    @Override
    public synchronized void down() {
        if (current != null) {
            Ear ended = current;
            current = null;
            // Not under the locks held here: others wait for what is asked for.
            connections.later(0, ended.subscriptions::end);
        }
    }

    /**
     * Brings back over a new link what was subscribed to over the one before: a group after the other, and those who
     * have missed something ask a few at a time, since Redis would not answer a hundred thousand questions in time.
     */
    private final class Return {
        private final Ear ear;
        private final Iterator<String> rest;

        Return(Ear ear, Iterator<String> rest) {
            this.ear = ear;
            this.rest = rest;
        }

        void subscribe() {
            List<String> group = new ArrayList<>(TOGETHER);
            CompletableFuture<Void> confirmed;
            synchronized (RedisTopics.this) {
                while (group.size() < TOGETHER && rest.hasNext()) {
                    Optional.of(rest.next()).filter(hearers::containsKey).ifPresent(group::add);
                }
                if (current != ear || group.isEmpty()) {
                    return;
                }
                confirmed = ear.subscribe(group);
            }
            confirmed.whenComplete((nothing, error) -> goOn(error, group.iterator()));
        }

        private void goOn(@Nullable Throwable error, Iterator<String> group) {
            if (error != null) {
                end(ear.link, error);
            } else if (connections.link().filter(ear.link::equals).isEmpty()) {
                // Redis may confirm before the link is in use; what is asked then is refused.
                connections.later(1, () -> goOnIfUp(group));
            } else if (group.hasNext()) {
                for (int i = 0; i < TENDED && group.hasNext(); i++) {
                    resumed(group.next());
                }
                answered().whenComplete((nothing, failure) -> goOn(failure, group));
            } else {
                subscribe();
            }
        }

        private void goOnIfUp(Iterator<String> group) {
            synchronized (RedisTopics.this) {
                if (current != ear) {
                    return;
                }
            }
            goOn(null, group);
        }

        /** Completes when Redis has answered all that was asked by now: it answers in order. */
        private CompletableFuture<Void> answered() {
            return CompletableFuture.allOf(ear.link.nodes().stream()
                    .map(node -> node.commands().async().ping().toCompletableFuture())
                    .toArray(CompletableFuture<?>[]::new));
        }
    }

    /** Asks for topics and hears what comes over one link. */
    private final class Ear extends RedisPubSubAdapter<String, byte[]> {
        private final RedisLink link;
        private final Subscriptions subscriptions = new Subscriptions();

        Ear(RedisLink link) {
            this.link = link;
        }

        /** Subscribes to some topics; completes when all are confirmed. */
        CompletableFuture<Void> subscribe(List<String> topics) {
            List<CompletableFuture<Void>> asked = topics.stream().map(subscriptions::ask).toList();
            if (link.sharded()) {
                // One command may name topics of one slot only.
                for (int i = 0; i < topics.size(); i++) {
                    String topic = topics.get(i);
                    watch(commands(topic).ssubscribe(topic), List.of(topic), asked.subList(i, i + 1));
                }
            } else {
                watch(commands(topics.get(0)).subscribe(topics.toArray(String[]::new)), topics, asked);
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
            Future<?> patience = connections.later(connections.settings().timeout().toMillis(), () -> {
                connections.end(link, "a subscription was not confirmed in time");
                subscriptions.end();
            });
            all.whenComplete((nothing, error) -> patience.cancel(false));
            return all;
        }

        /** That the command is done says nothing of each topic, but that it failed does. */
        private void watch(RedisFuture<?> command, List<String> topics, List<CompletableFuture<Void>> asked) {
            command.whenComplete((nothing, error) -> {
                for (int i = 0; error != null && i < topics.size(); i++) {
                    subscriptions.refused(topics.get(i), asked.get(i), error);
                }
            });
        }

        void unsubscribe(String topic) {
            if (link.sharded()) {
                subscriptions.leave(topic);
                commands(topic).sunsubscribe(topic).whenComplete((nothing, error) -> {
                    if (error != null && RedisFailures.endsLink(error)) {
                        end(link, error);
                    }
                });
            } else {
                commands(topic).unsubscribe(topic);
            }
        }

        private RedisPubSubAsyncCommands<String, byte[]> commands(String topic) {
            return link.listening(topic).topics().async();
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

        @Override
        public void subscribed(String topic, long count) {
            subscriptions.confirmed(topic);
        }

        @Override
        public void ssubscribed(String topic, long count) {
            subscriptions.confirmed(topic);
        }

        /** A server also does that to us when the topic's slot becomes another's. */
        @Override
        public void sunsubscribed(String topic, long count) {
            if (!subscriptions.left(topic) && hearers.containsKey(topic)) {
                connections.end(link, "a part of the Cluster's keys has moved");
            }
        }
    }
}
