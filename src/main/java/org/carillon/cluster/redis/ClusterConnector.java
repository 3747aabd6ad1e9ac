package org.carillon.cluster.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.slots.ClusterSlotRange;
import io.lettuce.core.cluster.models.slots.ClusterSlotsParser;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;

/**
 * Links to a Redis Cluster, as its slots are when the link begins. A server that says that it has a slot no more ends
 * the link, so that commands are never redirected: the name of the primary that goes with them would be wrong.
 */
final class ClusterConnector implements RedisConnector {
    private final RedisSettings settings;
    private final RedisClient client;
    private final NodeConnector nodes;

    ClusterConnector(RedisSettings settings, RedisClient client) {
        this.settings = settings;
        this.client = client;
        this.nodes = new NodeConnector(client, true, settings.replicas() > 0);
    }

    @Override
    public CompletionStage<RedisLink> connect(Consumer<String> ended) {
        return slots(0).thenCompose(ranges -> link(ranges, ended));
    }

    /** Asks the nodes that the URL names, one after the other, who has which slots. */
    private CompletionStage<List<ClusterSlotRange>> slots(int index) {
        List<RedisUrl.Host> hosts = settings.url().hosts();
        CompletionStage<List<ClusterSlotRange>> asked = client
                .connectAsync(RedisOptions.CODEC, RedisOptions.uri(settings, hosts.get(index))).toCompletableFuture()
                .thenCompose(ClusterConnector::ask);
        return index + 1 == hosts.size() ? asked : asked.exceptionallyCompose(error -> slots(index + 1));
    }

    private static CompletionStage<List<ClusterSlotRange>> ask(StatefulRedisConnection<String, byte[]> connection) {
        return connection.async().clusterSlots().thenApply(slots -> {
            List<ClusterSlotRange> ranges = ClusterSlotsParser.parse(Slots.texts(slots));
            int known = ranges.stream().mapToInt(range -> range.getTo() - range.getFrom() + 1).sum();
            if (known != SlotHash.SLOT_COUNT) {
                throw new RedisConnectionException("the Cluster has " + known + " of its " + SlotHash.SLOT_COUNT
                        + " slots assigned");
            }
            return ranges;
        }).whenComplete((ranges, error) -> connection.closeAsync());
    }

    private CompletionStage<RedisLink> link(List<ClusterSlotRange> ranges, Consumer<String> ended) {
        Map<RedisUrl.Host, CompletableFuture<RedisLink.Node>> made = new HashMap<>();
        List<CompletableFuture<RedisLink.Node>> byRange = ranges.stream().map(range -> made.computeIfAbsent(host(range),
                host -> nodes.connect(RedisOptions.uri(settings, host), ended).toCompletableFuture())).toList();
        return CompletableFuture.allOf(byRange.toArray(CompletableFuture<?>[]::new)).thenApply(nothing -> {
            RedisLink.Node[] bySlot = new RedisLink.Node[SlotHash.SLOT_COUNT];
            for (int i = 0; i < byRange.size(); i++) {
                ClusterSlotRange range = ranges.get(i);
                Arrays.fill(bySlot, range.getFrom(), range.getTo() + 1, byRange.get(i).join());
            }
            return RedisLink.cluster(bySlot);
        }).whenComplete((link, error) -> {
            if (error != null) {
                byRange.forEach(each -> each.thenAccept(RedisLink.Node::close));
            }
        });
    }

    private static RedisUrl.Host host(ClusterSlotRange range) {
        RedisURI uri = range.getUpstream().getUri();
        return new RedisUrl.Host(uri.getHost(), uri.getPort());
    }
}
