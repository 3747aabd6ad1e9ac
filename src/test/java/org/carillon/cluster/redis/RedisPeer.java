package org.carillon.cluster.redis;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.TestSettings;

/** A node of tests, with its own link to a Redis. */
final class RedisPeer implements AutoCloseable {
    final ThisNode self;
    final RedisPeers peers;
    final RedisConnections connections;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    private RedisPeer(Settings settings, Clock clock) {
        self = new ThisNode(settings, clock);
        connections = new RedisConnections(settings.redis(), threads);
        peers = new RedisPeers(connections, self, clock, threads);
    }

    /** A node of this name that has its link. */
    static RedisPeer of(RedisProcess redis, String name, Clock clock) {
        RedisPeer peer = new RedisPeer(TestSettings.of("carillon.store", "redis", "carillon.redis.url", redis.url(),
                "carillon.node.name", name, "carillon.redis.lease", "2s"), clock);
        peer.connections.start();
        peer.awaitLink();
        return peer;
    }

    /** Waits until it has its link and has subscribed to what it wants. */
    void awaitLink() {
        await().until(() -> connections.link().isPresent());
        connections.link().orElseThrow().topics().async().ping().toCompletableFuture().join();
    }

    @Override
    public void close() {
        connections.close();
        threads.shutdown();
    }
}
