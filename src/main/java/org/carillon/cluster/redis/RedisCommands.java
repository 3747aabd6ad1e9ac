package org.carillon.cluster.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.carillon.RefusedException;
import org.carillon.node.Lane;

/** Runs single commands, where no script is needed. */
final class RedisCommands {
    private final RedisConnections connections;
    private final RedisScripts scripts;
    private final Executor lane;

    /** Commands whose replies are handed on by {@code executor}, in the order in which they come. */
    RedisCommands(RedisConnections connections, RedisScripts scripts, Executor executor) {
        this.connections = connections;
        this.scripts = scripts;
        this.lane = new Lane(executor);
    }

    /**
     * Runs a command.
     *
     * @param key the key it is about
     * @return what it answered, empty for Redis's nil; completes exceptionally with {@link RefusedException}:
     *     {@code unavailable}
     */
    <T> CompletableFuture<Optional<T>> run(
            String key, BiFunction<RedisClusterAsyncCommands<String, byte[]>, String, RedisFuture<T>> command) {
        CompletableFuture<Optional<T>> result = new CompletableFuture<>();
        connections.link().ifPresentOrElse(
                link -> command.apply(link.node(key).commands().async(), key)
                        .whenComplete((answer, error) -> lane.execute(() -> {
                            if (error == null) {
                                result.complete(Optional.ofNullable(answer));
                            } else {
                                result.completeExceptionally(scripts.failed(link, error));
                            }
                        })),
                () -> result.completeExceptionally(RedisFailures.away()));
        return result;
    }
}
