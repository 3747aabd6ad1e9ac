package org.carillon.cluster.memory;

import java.time.Clock;
import java.util.function.Function;
import org.carillon.cluster.Broker;
import org.carillon.cluster.LogContract;
import org.carillon.node.Retention;
import org.carillon.node.Settings;

class MemoryLogTest extends LogContract {
    @Override
    protected Broker create(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock time) {
        return new MemoryBroker(retention, 1 << 20, idempotency, time);
    }
}
