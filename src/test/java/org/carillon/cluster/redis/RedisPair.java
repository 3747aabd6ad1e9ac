package org.carillon.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.carillon.testing.RedisProcess;

/** Two nodes that share a Redis. */
final class RedisPair implements AutoCloseable {
    final RedisProcess redis;
    final RedisPeer here;
    final RedisPeer there;

    /** The nodes a and b, linked. */
    RedisPair(Clock clock) {
        try {
            redis = RedisProcess.start("--appendonly", "no");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        here = RedisPeer.of(redis, "a", clock);
        there = RedisPeer.of(redis, "b", clock);
    }

    @Override
    public void close() throws IOException {
        here.close();
        there.close();
        redis.close();
    }
}
