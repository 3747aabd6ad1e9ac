package org.carillon.cluster.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Connects to one primary: loads the scripts, and finds out how streams name its process. */
final class NodeConnector {
    /** What is said of a server that should be a primary and is none. */
    static final String REPLICA = "the server is a replica";

    private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)");

    private final RedisClient client;
    private final boolean replaceable;
    private final boolean waiting;

    /**
     * Connects for a client.
     *
     * @param replaceable whether a replica may take a primary's place without having all it acknowledged
     * @param waiting whether publishing waits for replicas
     */
    NodeConnector(RedisClient client, boolean replaceable, boolean waiting) {
        this.client = client;
        this.replaceable = replaceable;
        this.waiting = waiting;
    }

    /**
     * Connects.
     *
     * @param ended is told when one of the connections has ended, perhaps before the result is there
     * @return the primary; completes exceptionally if it cannot be reached, does not let us in or is a replica
     */
    CompletionStage<RedisLink.Node> connect(RedisURI uri, Consumer<String> ended) {
        RedisConnectionStateListener listener = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                ended.accept("the connection was cut");
            }
        };
        return opened(client.connectAsync(RedisOptions.CODEC, uri), commands -> prepared(commands)
                .thenCompose(info -> safe(commands).thenCompose(safe ->
                        opened(publishing(commands, uri), publishing ->
                                client.connectPubSubAsync(RedisOptions.CODEC, uri).thenApply(topics -> {
                                    Stream.of(commands, publishing, topics).distinct()
                                            .forEach(each -> each.addListener(listener));
                                    return new RedisLink.Node((safe ? "+" : "") + found(RUN_ID, info),
                                            Integer.parseInt(found(VERSION, info)), commands, publishing, topics);
                                })))));
    }

    private CompletionStage<StatefulRedisConnection<String, byte[]>> publishing(
            StatefulRedisConnection<String, byte[]> commands, RedisURI uri) {
        return waiting ? client.connectAsync(RedisOptions.CODEC, uri) : CompletableFuture.completedStage(commands);
    }

    /** Goes on with a connection, which is closed if that fails. */
    private static <C extends StatefulConnection<?, ?>, T> CompletionStage<T> opened(
            CompletionStage<C> connection, Function<C, CompletionStage<T>> next) {
        return connection.thenCompose(open -> orClose(open, next.apply(open)));
    }

    private static <T> CompletionStage<T> orClose(StatefulConnection<?, ?> connection, CompletionStage<T> stage) {
        return stage.whenComplete((result, error) -> {
            if (error != null) {
                connection.closeAsync();
            }
        });
    }

    /** Loads the scripts; what the server says of itself. */
    private static CompletionStage<String> prepared(StatefulRedisConnection<String, byte[]> connection) {
        CompletableFuture<?>[] loads = Stream.of(RedisScript.values())
                .map(script -> connection.async().scriptLoad(script.source()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(loads)
                .thenCompose(nothing -> connection.async().role())
                .thenCompose(role -> {
                    if (!primary(role)) {
                        throw new RedisConnectionException(REPLICA);
                    }
                    return connection.async().info("server");
                });
    }

    /** Whether a server that answers this to ROLE is a primary. */
    static boolean primary(List<?> role) {
        return !role.isEmpty() && role.get(0) instanceof byte[] bytes
                && new String(bytes, StandardCharsets.UTF_8).equals("master");
    }

    private static String found(Pattern pattern, String info) {
        Matcher matcher = pattern.matcher(info);
        if (!matcher.find()) {
            throw new RedisConnectionException("the server does not say its " + pattern);
        }
        return matcher.group(1);
    }

    /**
     * Whether the server has all it acknowledged after it was started again: it writes everything to its disk before,
     * and no replica takes its place. A server that does not say so may have lost something.
     */
    private CompletionStage<Boolean> safe(StatefulRedisConnection<String, byte[]> connection) {
        if (replaceable) {
            return CompletableFuture.completedFuture(false);
        }
        return connection.async().configGet("append*")
                .thenApply(config -> "yes".equals(config.get("appendonly"))
                        && "always".equals(config.get("appendfsync")))
                .exceptionally(error -> false);
    }
}
