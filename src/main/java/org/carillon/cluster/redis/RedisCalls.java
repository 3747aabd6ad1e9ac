package org.carillon.cluster.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs single commands, as {@link RedisScripts} runs scripts. */
final class RedisCalls {
    private final RedisConnections connections;
    private final RedisScripts scripts;
    private final Executor lane;

    /** Commands whose replies are handed on by {@code executor}, in the order in which they come. */
    RedisCalls(RedisConnections connections, RedisScripts scripts, Executor executor) {
        this.connections = connections;
        this.scripts = scripts;
        this.lane = new Lane(executor);
    }

    /**
     * Runs a command.
     *
     * @param command sends it
     * @param read makes the result of the reply, of which there may be none
     * @return the result, handed on by the executor; completes exceptionally with
     *     {@link org.carillon.RefusedException}: {@code unavailable}
     */
    <T, R> CompletableFuture<R> run(
            Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command,
            Function<@Nullable T, R> read) {
        CompletableFuture<R> result = new CompletableFuture<>();
        Optional<RedisLink> link = connections.link();
        if (link.isEmpty()) {
            result.completeExceptionally(RedisFailures.away());
            return result;
        }
        command.apply(link.get().commands()).whenComplete((reply, error) -> {
            if (error == null) {
                lane.execute(() -> complete(result, reply, read));
            } else {
                Throwable refusal = scripts.failed(link.get(), error);
                lane.execute(() -> result.completeExceptionally(refusal));
            }
        });
        return result;
    }

    /** What cannot be read must not leave those waiting who asked. */
    private static <T, R> void complete(
            CompletableFuture<R> result, @Nullable T reply, Function<@Nullable T, R> read) {
        try {
            result.complete(read.apply(reply));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
