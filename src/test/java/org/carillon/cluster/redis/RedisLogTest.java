package org.carillon.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.function.Function;
import org.carillon.cluster.Broker;
import org.carillon.cluster.LogContract;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.junit.jupiter.api.AfterEach;

class RedisLogTest extends LogContract {
    private RedisBench bench;

    @Override
    protected Broker create(Function<String, Retention> retention, Settings.Idempotency idempotency, Clock time) {
        try {
            bench = new RedisBench();
            return bench.node(retention, idempotency, time).broker();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }
}
