package org.carillon.cluster.redis;

import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.TestSettings;

/** A node of tests, with its own link to a Redis. */
final class RedisPeer implements AutoCloseable {
    final ThisNode self;
    final RedisEngine engine;
    final Metrics metrics = new Metrics();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    private RedisPeer(Settings settings, Clock clock) {
        self = new ThisNode(settings, clock);
        engine = RedisEngine.open(new RedisEngine.Parts(settings.redis(), settings.idempotency(), settings::retention,
                settings::publishes, settings.inbox(), settings.auth().revocation().entries(), change -> { }, self,
                threads, metrics, clock));
    }

    /** A node of this name, with these settings besides, that has its link. */
    static RedisPeer of(RedisProcess redis, String name, Clock clock, String... settings) {
        RedisPeer peer = begun(redis, name, clock, settings);
        peer.awaitLink();
        return peer;
    }

    /** The same that begins to connect. */
    static RedisPeer begun(RedisProcess redis, String name, Clock clock, String... settings) {
        Stream<String> usual = Stream.of("carillon.store", "redis", "carillon.redis.url", redis.url(),
                "carillon.node.name", name, "carillon.redis.lease", "2s");
        return new RedisPeer(
                TestSettings.of(Stream.concat(usual, Stream.of(settings)).toArray(String[]::new)), clock);
    }

    /** Waits until it has its link. */
    void awaitLink() {
        await().until(() -> engine.trouble().isEmpty());
    }

    /** Waits until it has none. */
    void awaitNoLink() {
        await().until(() -> engine.trouble().isPresent());
    }

    @Override
    public void close() {
        engine.close();
        threads.shutdown();
    }
}
