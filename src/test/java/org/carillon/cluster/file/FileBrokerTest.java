package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.carillon.cluster.Broker;
import org.carillon.cluster.BrokerContract;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.node.Metrics;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileBrokerTest extends BrokerContract {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private FileEngine engine;

    @TempDir
    private Path directory;

    @Override
    protected Broker create(Function<String, Retention> retention, Settings.Idempotency idempotency, Clock time) {
        Settings settings = TestSettings.of("carillon.idempotency.window", idempotency.window().toSeconds() + "s",
                "carillon.idempotency.keys", "" + idempotency.keys(), "carillon.channels", "lobby; " + LIMITED);
        engine = new FileEngine(FileOptions.of(directory, settings.store()),
                new FileEngine.Parts(settings, threads, new Metrics(), time,
                        new MemoryBroker(retention, 1 << 20, idempotency, time)), retention);
        return engine.broker();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        threads.shutdown();
    }
}
