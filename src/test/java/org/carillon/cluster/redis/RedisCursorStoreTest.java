package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.CursorStoreContract;
import org.carillon.node.Metrics;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisCursorStoreTest extends CursorStoreContract {
    private static final Duration KEPT = Duration.ofDays(30);

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final RedisProcess redis = start();
    private final RedisConnections connections = connections();

    @Override
    protected CursorStore create(int devices) {
        RedisScripts scripts = new RedisScripts(connections, executor);
        return new RedisCursorStore(scripts, new RedisCommands(connections, scripts, executor),
                new RedisKeys("t:"), devices, KEPT);
    }

    private RedisConnections connections() {
        RedisUrl url = new RedisUrl(RedisUrl.Kind.SINGLE, false,
                List.of(new RedisUrl.Host("127.0.0.1", redis.port())), 0, "", "", "");
        RedisConnections made = new RedisConnections(
                new RedisSettings(url, "", "", "t:", Duration.ofSeconds(3), 0, KEPT), executor,
                new RedisMeters(new Metrics()));
        made.start();
        Awaitility.await().until(() -> made.link().isPresent());
        return made;
    }

    private static RedisProcess start() {
        try {
            return RedisProcess.start(RedisProcess.Version.OLD, RedisProcess.freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        connections.close();
        executor.shutdown();
        redis.close();
    }

    @Test
    void advance_userNotHeardOfForLong_isForgotten() {
        create(3).advance("anna", "phone", new Position("e", 3)).toCompletableFuture().join();

        long seconds = Long.parseLong(redis.ask("TTL t:{u:anna}:cursors").substring(1).strip());
        assertThat(seconds).isBetween(KEPT.toSeconds() - 60, KEPT.toSeconds());
    }

    @Test
    void advance_largeOffset_isKeptExactly() {
        CursorStore store = create(3);
        Position far = new Position("e", 9_007_199_254_740_991L);

        assertThat(store.advance("anna", "phone", far).toCompletableFuture().join()).hasValue(0);
        assertThat(store.find("anna", "phone").toCompletableFuture().join()).contains(far);
    }

    @Test
    void find_redisAway_isRefused() {
        CursorStore store = create(3);
        redis.kill();

        assertThatThrownBy(() -> store.find("anna", "phone").toCompletableFuture().join())
                .hasCauseInstanceOf(RefusedException.class);
    }
}
