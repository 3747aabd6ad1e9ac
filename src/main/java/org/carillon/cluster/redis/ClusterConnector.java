package org.carillon.cluster.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.carillon.node.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * Links to a Redis Cluster. A link ends as soon as one of its connections does; commands are not redirected, since the
 * name of the primary that goes with them would be wrong.
 */
final class ClusterConnector implements RedisConnector {
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final RedisClusterClient client;

    ClusterConnector(RedisSettings settings, ClientResources resources) {
        this.client = RedisClusterClient.create(resources, settings.url().hosts().stream()
                .map(host -> RedisOptions.uri(settings, host)).toList());
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        RedisOptions.common(options, settings);
        client.setOptions(options.autoReconnect(false).maxRedirects(0)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(LOOK)
                        .enableAllAdaptiveRefreshTriggers().build()).build());
    }

    @Override
    public CompletionStage<RedisLink> connect(Consumer<String> ended) {
        RedisConnectionStateListener listener = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                client.removeListener(this);
                ended.accept("a connection to a node of the Cluster was cut");
            }
        };
        return client.refreshPartitionsAsync()
                .thenCompose(nothing -> client.connectAsync(RedisOptions.CODEC))
                .thenCompose(commands -> loaded(commands)
                        .thenCompose(nothing -> client.connectPubSubAsync(RedisOptions.CODEC))
                        .thenApply(topics -> link(commands, topics, listener))
                        .whenComplete((link, error) -> {
                            if (error != null) {
                                commands.closeAsync();
                            }
                        }));
    }

    private RedisLink link(
            StatefulRedisClusterConnection<String, byte[]> commands,
            StatefulRedisPubSubConnection<String, byte[]> topics, RedisConnectionStateListener listener) {
        client.addListener(listener);
        return new RedisLink(commands.async(), topics, key -> primary(commands, key), List.of(commands, topics));
    }

    private static String primary(StatefulRedisClusterConnection<String, byte[]> connection, String key) {
        @Nullable RedisClusterNode node = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        return node == null ? "" : node.getNodeId();
    }

    private static CompletionStage<Void> loaded(StatefulRedisClusterConnection<String, byte[]> connection) {
        return CompletableFuture.allOf(Stream.of(RedisScript.values())
                .map(script -> connection.async().scriptLoad(script.source()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        client.shutdownAsync();
    }
}
