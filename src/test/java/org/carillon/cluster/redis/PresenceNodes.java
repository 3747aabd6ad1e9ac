package org.carillon.cluster.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.carillon.Member;
import org.carillon.cluster.MemberChange;
import org.carillon.node.Metrics;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;
import org.carillon.testing.RedisProcess;

/** Several nodes with their presence on one Redis, and one who hears what followers are told. */
final class PresenceNodes implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final long SWEEP_MILLIS = 50;

    private final RedisProcess redis;
    private final Duration lease;
    private final RedisKeys keys = new RedisKeys("t:");
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Node> nodes = new ArrayList<>();
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private final Queue<String> late = new ConcurrentLinkedQueue<>();
    private final RedisConnections ears;

    /** A server with its timer, until it crashes. */
    final class Node {
        final RedisPresenceStore store;
        final PresenceActs acts;
        private final RedisConnections connections = connections();
        private volatile boolean sweeping = true;

        private Node() {
            RedisScripts scripts = new RedisScripts(connections, executor);
            acts = new PresenceActs(scripts, new RedisCommands(connections, scripts, executor), keys,
                    connections::publishes);
            store = new RedisPresenceStore(acts, lease, executor,
                    change -> late.add(text(change)));
            connections.watch(store);
            connections.start();
            Awaitility.await().until(() -> connections.link().isPresent());
            timer.scheduleWithFixedDelay(this::sweep, 0, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void sweep() {
            if (sweeping) {
                store.sweep();
            }
        }

        Optional<Member> add(String channel, String user, String session) {
            return store.add(channel, member(user, session)).toCompletableFuture().join();
        }

        Optional<Member> remove(String channel, String user, String session) {
            return store.remove(channel, user, session).toCompletableFuture().join();
        }

        List<String> users(String channel) {
            return store.members(channel).toCompletableFuture().join().stream().map(Member::user).sorted().toList();
        }

        String life() {
            return names("{n:*").stream().map(name -> name.substring(5, name.indexOf('}'))).findFirst().orElseThrow();
        }

        /** Stands still, like a process that gets no processor. */
        void pause() {
            sweeping = false;
        }

        /** Goes on after a pause. */
        void resume() {
            sweeping = true;
        }

        /** Ends without a word. */
        void crash() {
            sweeping = false;
            connections.close();
        }
    }

    /** Nodes on a Redis, with so long a lease. */
    PresenceNodes(RedisProcess redis, Duration lease) {
        this.redis = redis;
        this.lease = lease;
        this.ears = connections();
        ears.watch(this::listen);
        ears.start();
        Awaitility.await().until(() -> redis.ask("PUBSUB NUMPAT").startsWith(":1"));
    }

    private void listen(RedisLink link) {
        RedisLink.Node node = link.nodes().get(0);
        node.topics().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String topic, byte[] message) {
                MemberRecord.change(keys.channelOf(topic), message).map(PresenceNodes::text).ifPresent(news::add);
            }
        });
        node.topics().async().psubscribe("t:*");
    }

    private RedisConnections connections() {
        RedisUrl url = new RedisUrl(RedisUrl.Kind.SINGLE, false,
                List.of(new RedisUrl.Host("127.0.0.1", redis.port())), 0, "", "", "");
        return new RedisConnections(new RedisSettings(url, "", "", "t:", TIMEOUT, 0, lease), executor,
                new RedisMeters(new Metrics()));
    }

    /** One more node. */
    Node start() {
        Node node = new Node();
        nodes.add(node);
        return node;
    }

    /** What followers were told, such as {@code a +anna}. */
    List<String> news() {
        return List.copyOf(news);
    }

    /** What nodes were told of changes that nobody waited for, on all of them together. */
    List<String> late() {
        return List.copyOf(late);
    }

    static Member member(String user, String session) {
        return new Member(user, false, Instant.parse("2030-01-01T00:00:00Z"), Map.of("name", user), List.of(session));
    }

    private static String text(MemberChange change) {
        return change.channel() + (change.joined() ? " +" : " -") + change.member().user();
    }

    /** The names in Redis that match. */
    List<String> names(String pattern) {
        return redis.ask("KEYS t:" + pattern).lines().filter(line -> line.startsWith("t:")).sorted().toList();
    }

    @Override
    public void close() throws Exception {
        timer.shutdownNow();
        nodes.forEach(node -> node.connections.close());
        ears.close();
        executor.shutdown();
        redis.close();
    }
}
