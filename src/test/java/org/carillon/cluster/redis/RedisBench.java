package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.carillon.Content;
import org.carillon.Publication.Kind;
import org.carillon.cluster.Broker;
import org.carillon.cluster.BrokerContract;
import org.carillon.cluster.Draft;
import org.carillon.node.Metrics;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.TestSettings;

/** A real Redis, and engines as nodes have them. */
final class RedisBench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Retention RETENTION = new Retention(2000, 1 << 20, Duration.ofHours(24));

    final RedisProcess redis;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<RedisEngine> engines = new ArrayList<>();
    private final List<RedisConnections> links = new ArrayList<>();

    RedisBench(String... arguments) throws IOException {
        this(RedisProcess.start(arguments));
    }

    /** One with usual arguments, for tests whose methods declare no exceptions. */
    static RedisBench unchecked() {
        try {
            return new RedisBench();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes over a Redis that runs. */
    RedisBench(RedisProcess redis) {
        this.redis = redis;
    }

    /** A node with usual policies. */
    RedisEngine node(String... settings) {
        return node(channel -> RETENTION, new Settings.Idempotency(Duration.ofMinutes(5), 1000), Clock.systemUTC(),
                settings);
    }

    /** A node that has reached Redis. */
    RedisEngine node(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock clock, String... settings) {
        RedisEngine engine = begun(retention, idempotency, clock, settings);
        awaitWell(engine);
        return engine;
    }

    /** A node with usual policies that begins to connect. */
    RedisEngine begun(String... settings) {
        return begun(channel -> RETENTION, new Settings.Idempotency(Duration.ofMinutes(5), 1000), Clock.systemUTC(),
                settings);
    }

    private RedisEngine begun(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock clock, String... settings) {
        List<String> all = new ArrayList<>(List.of("carillon.redis.url", redis.url(),
                "carillon.channels", "lobby; " + BrokerContract.LIMITED));
        all.addAll(List.of(settings));
        Settings settingsOfAll = TestSettings.of(all.toArray(String[]::new));
        RedisEngine engine = RedisEngine.open(new RedisEngine.Parts(settingsOfAll.redis(), idempotency, retention,
                settingsOfAll::publishes, settingsOfAll.inbox(), settingsOfAll.auth().revocation().entries(),
                change -> { }, new ThisNode(settingsOfAll, clock), threads, new Metrics(), clock));
        engines.add(engine);
        return engine;
    }

    /** Acts of presence by a node of which nothing else is there; followers are told by this command. */
    PresenceActs acts(String telling) {
        RedisConnections connections = new RedisConnections(
                TestSettings.of("carillon.redis.url", redis.url()).redis(), threads,
                new RedisMeters(new Metrics()));
        RedisScripts scripts = new RedisScripts(connections, threads);
        connections.start();
        links.add(connections);
        Awaitility.await().atMost(PATIENCE).until(() -> connections.link().isPresent());
        return new PresenceActs(scripts, new RedisCommands(connections, scripts, threads),
                new RedisKeys("carillon:"), () -> telling);
    }

    static void awaitWell(RedisEngine engine) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(engine.trouble()).isEmpty());
    }

    static CompletableFuture<Broker.Receipt> publish(Broker broker, String channel, String content, String key) {
        return broker.publish(new Draft(channel, Kind.CHAT, "anna", false, Content.json(content), "", key))
                .toCompletableFuture();
    }

    @Override
    public void close() throws IOException {
        engines.forEach(RedisEngine::close);
        links.forEach(RedisConnections::close);
        threads.shutdown();
        redis.close();
    }
}
