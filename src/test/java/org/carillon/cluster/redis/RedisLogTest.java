package org.carillon.cluster.redis;

import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;
import org.carillon.cluster.Broker;
import org.carillon.cluster.LogContract;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.junit.jupiter.api.AfterEach;

class RedisLogTest extends LogContract {
    private final RedisBench bench = RedisBench.unchecked();

    @Override
    protected Broker create(Function<String, Retention> retention, Settings.Idempotency idempotency, Clock time) {
        return bench.node(retention, idempotency, time).broker();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }
}
