package org.carillon.cluster.redis;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Health;
import org.carillon.cluster.Upkeep;
import org.carillon.node.RedisSettings;
import org.carillon.node.Retention;
import org.carillon.node.Settings;

/** The engine that keeps everything in a Redis that several nodes share. It starts and goes on without it, too. */
public final class RedisEngine implements Upkeep, Health {
    private final RedisConnections connections;
    private final RedisBroker broker;

    /** What an engine works with. */
    public record Parts(
            RedisSettings redis, Settings.Idempotency idempotency, Function<String, Retention> retention,
            Executor executor, Clock clock) {}

    /** An engine that begins to connect; returns at once. */
    public static RedisEngine open(Parts parts) {
        RedisEngine engine = new RedisEngine(parts);
        engine.connections.start();
        return engine;
    }

    private RedisEngine(Parts parts) {
        connections = new RedisConnections(parts.redis, parts.executor);
        RedisTopics topics = new RedisTopics(connections);
        RedisStreams streams = new RedisStreams(
                connections, parts.retention, parts.idempotency, parts.clock, parts.executor);
        broker = new RedisBroker(
                streams, topics, new RedisNews((channel, message) -> Optional.empty()), parts.executor);
    }

    /** The streams. */
    public Broker broker() {
        return broker;
    }

    @Override
    public Optional<String> trouble() {
        return connections.trouble();
    }

    @Override
    public void sweep() {
        broker.sweep();
    }

    @Override
    public void close() {
        connections.close();
    }
}
