package org.carillon.cluster.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;
import org.jspecify.annotations.Nullable;

/** Links to one server: the one that the URL names, or the one that Sentinel names as the primary. */
final class SingleConnector implements RedisConnector {
    private final RedisSettings settings;
    private final RedisClient client;
    private final boolean sentinel;
    private final NodeConnector nodes;

    SingleConnector(RedisSettings settings, RedisClient client) {
        this.settings = settings;
        this.client = client;
        this.sentinel = settings.url().kind() == RedisUrl.Kind.SENTINEL;
        this.nodes = new NodeConnector(client, sentinel || settings.replicas() > 0, settings.replicas() > 0);
    }

    @Override
    public CompletionStage<RedisLink> connect(Consumer<String> ended) {
        return address().thenCompose(uri -> nodes.connect(uri, ended)).thenApply(RedisLink::single);
    }

    private CompletionStage<RedisURI> address() {
        if (!sentinel) {
            return CompletableFuture.completedFuture(RedisOptions.uri(settings, settings.url().hosts().get(0)));
        }
        return client.connectSentinelAsync(RedisOptions.CODEC, RedisOptions.sentinels(settings))
                .thenCompose(this::askSentinel);
    }

    private CompletionStage<RedisURI> askSentinel(StatefulRedisSentinelConnection<String, byte[]> asked) {
        return asked.async().getMasterAddrByName(settings.url().primary()).thenApply(this::uri)
                .whenComplete((uri, error) -> asked.closeAsync());
    }

    private RedisURI uri(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return RedisOptions.uri(settings, new RedisUrl.Host(inet.getHostString(), inet.getPort()));
        }
        throw new RedisConnectionException("Sentinel knows no primary of the name '" + settings.url().primary() + "'");
    }
}
