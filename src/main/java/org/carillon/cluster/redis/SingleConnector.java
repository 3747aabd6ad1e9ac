package org.carillon.cluster.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;
import org.jspecify.annotations.Nullable;

/** Links to one server: the one that the URL names, or the one that Sentinel names as the primary. */
final class SingleConnector implements RedisConnector {
    private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");

    private final RedisSettings settings;
    private final RedisClient client;

    SingleConnector(RedisSettings settings, ClientResources resources) {
        this.settings = settings;
        this.client = RedisClient.create(resources);
        ClientOptions.Builder options = ClientOptions.builder();
        RedisOptions.common(options, settings);
        // A connection that is made again by itself would send again, and to a server that may be another by then.
        client.setOptions(options.autoReconnect(false).build());
    }

    private boolean sentinel() {
        return settings.url().kind() == RedisUrl.Kind.SENTINEL;
    }

    @Override
    public CompletionStage<RedisLink> connect(Consumer<String> ended) {
        return address().thenCompose(uri -> client.connectAsync(RedisOptions.CODEC, uri)
                .thenCompose(commands -> orClose(commands, prepared(commands)
                        .thenCompose(primary -> client.connectPubSubAsync(RedisOptions.CODEC, uri)
                                .thenApply(topics -> link(commands, topics, primary, ended))))));
    }

    private static <T> CompletionStage<T> orClose(StatefulConnection<?, ?> connection, CompletionStage<T> stage) {
        return stage.whenComplete((result, error) -> {
            if (error != null) {
                connection.closeAsync();
            }
        });
    }

    private static RedisLink link(
            StatefulRedisConnection<String, byte[]> commands, StatefulRedisPubSubConnection<String, byte[]> topics,
            String primary, Consumer<String> ended) {
        RedisLink link = new RedisLink(commands.async(), topics, key -> primary, List.of(commands, topics));
        link.connections().forEach(connection -> connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                link.close();
                ended.accept("the connection was cut");
            }
        }));
        return link;
    }

    private CompletionStage<RedisURI> address() {
        if (!sentinel()) {
            return CompletableFuture.completedFuture(RedisOptions.uri(settings, settings.url().hosts().get(0)));
        }
        return client.connectSentinelAsync(RedisOptions.CODEC, RedisOptions.sentinels(settings))
                .thenCompose(this::askSentinel);
    }

    private CompletionStage<RedisURI> askSentinel(StatefulRedisSentinelConnection<String, byte[]> sentinel) {
        return sentinel.async().getMasterAddrByName(settings.url().primary()).thenApply(this::uri)
                .whenComplete((uri, error) -> sentinel.closeAsync());
    }

    private RedisURI uri(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return RedisOptions.uri(settings, new RedisUrl.Host(inet.getHostString(), inet.getPort()));
        }
        throw new RedisConnectionException("Sentinel knows no primary of the name '" + settings.url().primary() + "'");
    }

    /** Loads the scripts; the name of the primary. */
    private CompletionStage<String> prepared(StatefulRedisConnection<String, byte[]> connection) {
        CompletableFuture<?>[] loads = Stream.of(RedisScript.values())
                .map(script -> connection.async().scriptLoad(script.source()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(loads).thenCompose(nothing -> checked(connection))
                .thenCompose(nothing -> connection.async().info("server"))
                .thenCompose(info -> safe(connection).thenApply(safe -> (safe ? "+" : "") + process(info)));
    }

    /** What Sentinel calls the primary may be a replica already. */
    private CompletionStage<Boolean> checked(StatefulRedisConnection<String, byte[]> connection) {
        if (!sentinel()) {
            return CompletableFuture.completedFuture(true);
        }
        return connection.async().role().thenApply(role -> {
            if (role.isEmpty() || !(role.get(0) instanceof byte[] bytes)
                    || !new String(bytes, StandardCharsets.UTF_8).equals("master")) {
                throw new RedisConnectionException("Sentinel names a server that is no primary (yet)");
            }
            return true;
        });
    }

    /** The name of the server's process. */
    private static String process(String info) {
        Matcher matcher = RUN_ID.matcher(info);
        if (!matcher.find()) {
            throw new RedisConnectionException("The server does not say its run_id");
        }
        return matcher.group(1);
    }

    /**
     * Whether the server has all it acknowledged after it was started again: it writes everything to its disk first, and
     * no replica takes its place. A server that does not say so may have lost something.
     */
    private CompletionStage<Boolean> safe(StatefulRedisConnection<String, byte[]> connection) {
        if (sentinel() || settings.replicas() > 0) {
            return CompletableFuture.completedFuture(false);
        }
        return connection.async().configGet("append*")
                .thenApply(config -> "yes".equals(config.get("appendonly"))
                        && "always".equals(config.get("appendfsync")))
                .exceptionally(error -> false);
    }

    @Override
    public void close() {
        client.shutdownAsync();
    }
}
