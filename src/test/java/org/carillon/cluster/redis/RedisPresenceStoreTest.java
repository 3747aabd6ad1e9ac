package org.carillon.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.PresenceStoreContract;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;

class RedisPresenceStoreTest extends PresenceStoreContract {
    private PresenceNodes nodes;

    @Override
    protected PresenceStore create() {
        try {
            RedisProcess redis = RedisProcess.start(RedisProcess.Version.OLD, RedisProcess.freePort());
            nodes = new PresenceNodes(redis, Duration.ofSeconds(30));
            return nodes.start().store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }
}
