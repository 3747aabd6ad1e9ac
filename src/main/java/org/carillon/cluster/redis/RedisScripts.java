package org.carillon.cluster.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.carillon.RefusedException;
import org.carillon.node.Lane;
import org.jspecify.annotations.Nullable;

/** Runs scripts. */
final class RedisScripts {
    private final RedisConnections connections;
    private final Executor lane;

    /** Scripts whose replies are handed on by {@code executor}, in the order in which they come. */
    RedisScripts(RedisConnections connections, Executor executor) {
        this.connections = connections;
        this.lane = new Lane(executor);
    }

    /**
     * Runs a script.
     *
     * @param keys the keys it uses, all of one slot
     * @param arguments those after the primary, which is always the first: texts, numbers or bytes
     * @return what it returned, handed on by the executor; completes exceptionally with {@link RefusedException}:
     *     {@code unavailable}
     */
    CompletableFuture<Reply> run(RedisScript script, List<String> keys, Object... arguments) {
        CompletableFuture<Reply> result = new CompletableFuture<>();
        Optional<RedisLink> link = connections.link();
        if (link.isEmpty()) {
            result.completeExceptionally(RedisFailures.away());
            return result;
        }
        run(link.get(), script, keys, arguments,
                (reply, refusal) -> lane.execute(() -> complete(result, reply, refusal)));
        return result;
    }

    /** As the other, on this link, and {@code done} is told by the thread that must not be kept: the client's own. */
    void run(
            RedisLink link, RedisScript script, List<String> keys, Object[] arguments,
            BiConsumer<@Nullable Reply, @Nullable RefusedException> done) {
        String[] names = keys.toArray(String[]::new);
        RedisLink.Node node = link.node(names[0]);
        byte[][] values = values(node.primary(), arguments);
        BiConsumer<@Nullable Reply, @Nullable RefusedException> counted = counted(script, done);
        RedisAsyncCommands<String, byte[]> commands =
                (script == RedisScript.PUBLISH ? node.publishing() : node.commands()).async();
        RedisFuture<List<@Nullable Object>> first =
                commands.evalsha(script.sha(), ScriptOutputType.MULTI, names, values);
        first.whenComplete((parts, error) -> {
            if (error != null && RedisFailures.noScript(error)) {
                RedisFuture<List<@Nullable Object>> again =
                        commands.eval(script.source(), ScriptOutputType.MULTI, names, values);
                again.whenComplete((more, failure) -> tell(link, more, failure, counted));
            } else {
                tell(link, parts, error, counted);
            }
        });
    }

    private BiConsumer<@Nullable Reply, @Nullable RefusedException> counted(
            RedisScript script, BiConsumer<@Nullable Reply, @Nullable RefusedException> done) {
        RedisMeters meters = connections.meters();
        long since = meters.asked();
        return (reply, refusal) -> {
            meters.answered(script, since, reply != null);
            done.accept(reply, refusal);
        };
    }

    private void tell(
            RedisLink link, @Nullable List<@Nullable Object> parts, @Nullable Throwable error,
            BiConsumer<@Nullable Reply, @Nullable RefusedException> done) {
        if (error == null && parts != null) {
            done.accept(new Reply(parts), null);
        } else {
            done.accept(null, failed(link, error == null ? new IllegalStateException("no reply") : error));
        }
    }

    /** Looks at an error of a command and says with what the command is refused. */
    RefusedException failed(RedisLink link, Throwable error) {
        if (RedisFailures.endsLink(error)) {
            connections.end(link, RedisFailures.reason(error));
        }
        if (RedisFailures.answered(error)) {
            connections.complain(RedisFailures.reason(error));
            return RedisFailures.refused();
        }
        return RedisFailures.unknown();
    }

    /** Says once in a while in the log what keeps Redis from doing what it is asked for. */
    void complain(String what) {
        connections.complain(what);
    }

    private static void complete(
            CompletableFuture<Reply> result, @Nullable Reply reply, @Nullable RefusedException refusal) {
        if (reply != null) {
            result.complete(reply);
        } else {
            result.completeExceptionally(refusal == null ? RedisFailures.unknown() : refusal);
        }
    }

    private static byte[][] values(String primary, Object[] arguments) {
        byte[][] values = new byte[arguments.length + 1][];
        values[0] = primary.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < arguments.length; i++) {
            values[i + 1] = arguments[i] instanceof byte[] bytes
                    ? bytes : String.valueOf(arguments[i]).getBytes(StandardCharsets.UTF_8);
        }
        return values;
    }
}
