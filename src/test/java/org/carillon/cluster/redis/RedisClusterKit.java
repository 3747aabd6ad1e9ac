package org.carillon.cluster.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.RedisProcess.Version;

/** A real Redis Cluster of three primaries, and of replicas that a test adds. */
final class RedisClusterKit implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int NODES = 3;

    /** The primaries at the beginning, each with a third of the slots, in their order. */
    final List<RedisProcess> nodes = new ArrayList<>();
    private final List<RedisProcess> replicas = new ArrayList<>();
    private final Version version;
    private final List<String> arguments;

    /** With these arguments besides the usual ones. */
    RedisClusterKit(Version version, String... arguments) throws IOException {
        this.version = version;
        this.arguments = Stream.concat(Stream.of("--cluster-enabled", "yes"), Stream.of(arguments)).toList();
        for (int i = 0; i < NODES; i++) {
            RedisProcess node = start();
            nodes.add(node);
            StringBuilder slots = new StringBuilder("CLUSTER ADDSLOTS");
            for (int slot = i * SLOTS / NODES; slot < (i + 1) * SLOTS / NODES; slot++) {
                slots.append(' ').append(slot);
            }
            node.ask(slots.toString());
            node.ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            node.ask("CLUSTER MEET 127.0.0.1 " + nodes.get(0).port());
        }
        nodes.forEach(node -> await().atMost(RedisBench.PATIENCE).until(() ->
                node.ask("CLUSTER INFO").contains("cluster_state:ok")
                        && node.ask("CLUSTER INFO").contains("cluster_known_nodes:" + NODES)));
    }

    private RedisProcess start() throws IOException {
        return RedisProcess.start(version, RedisProcess.freeClusterPort(), arguments.toArray(String[]::new));
    }

    /** Adds a replica of a primary; it has all that the primary has, and all nodes know it, when this returns. */
    RedisProcess replicaOf(RedisProcess primary) throws IOException {
        RedisProcess replica = start();
        replicas.add(replica);
        nodes.forEach(node -> replica.ask("CLUSTER MEET 127.0.0.1 " + node.port()));
        await().atMost(RedisBench.PATIENCE).until(() ->
                replica.ask("CLUSTER REPLICATE " + id(primary)).startsWith("+OK"));
        await().atMost(RedisBench.PATIENCE).until(() -> replica.ask("ROLE").contains("connected")
                && nodes.stream().allMatch(node -> node.ask("CLUSTER REPLICAS " + id(primary)).contains("connected")));
        return replica;
    }

    /** The node that has the slot of a key at the beginning. */
    RedisProcess first(String key) {
        return nodes.get(SlotHash.getSlot(key) * NODES / SLOTS);
    }

    /** The setting {@code carillon.redis.url} for it. */
    String url() {
        return "redis-cluster://" + nodes.stream().map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(","));
    }

    /** The primary that has a slot now. */
    private RedisProcess owner(int slot) {
        return nodes.stream().filter(node -> node.ask("CLUSTER COUNTKEYSINSLOT " + slot).matches(":[1-9]\\d*\\s+"))
                .findFirst().orElseThrow();
    }

    /** Moves all keys of the slot of a key to another primary, as an operator does who adds or removes one. */
    void move(String key) {
        int slot = SlotHash.getSlot(key);
        RedisProcess from = owner(slot);
        RedisProcess to = nodes.get((nodes.indexOf(from) + 1) % nodes.size());
        to.ask("CLUSTER SETSLOT " + slot + " IMPORTING " + id(from));
        from.ask("CLUSTER SETSLOT " + slot + " MIGRATING " + id(to));
        from.ask("CLUSTER GETKEYSINSLOT " + slot + " 100").lines().filter(line -> line.contains("{")).forEach(name ->
                from.ask("MIGRATE 127.0.0.1 " + to.port() + ' ' + name + " 0 5000"));
        for (RedisProcess node : List.of(to, from)) {
            node.ask("CLUSTER SETSLOT " + slot + " NODE " + id(to));
        }
    }

    private static String id(RedisProcess node) {
        return node.ask("CLUSTER MYID").lines().skip(1).findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (RedisProcess node : Stream.concat(nodes.stream(), replicas.stream()).toList()) {
            node.close();
        }
    }
}
