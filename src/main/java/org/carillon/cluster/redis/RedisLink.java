package org.carillon.cluster.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections to all primaries: one, or those of a Cluster. They live and end together. What was under way when a link
 * ends is not sent again, since nobody knows whether it was done.
 */
final class RedisLink {
    private final List<Node> nodes;
    private final @Nullable Node[] bySlot;
    private final boolean sharded;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A primary.
     *
     * @param primary the name of the server's process, so that a stream notices that its end may be lost; with a plus
     *     before it if nothing was lost since the process before
     * @param version the first number of its version
     * @param commands the connection for commands
     * @param publishing the connection for publications: one of its own where replicas are waited for, since the server
     *     does nothing else for a connection meanwhile
     * @param topics the connection for pub/sub
     */
    record Node(
            String primary, int version, StatefulRedisConnection<String, byte[]> commands,
            StatefulRedisConnection<String, byte[]> publishing,
            StatefulRedisPubSubConnection<String, byte[]> topics) {

        boolean open() {
            return commands.isOpen() && publishing.isOpen() && topics.isOpen();
        }

        void close() {
            Stream.of(commands, publishing, topics).distinct().forEach(StatefulConnection::closeAsync);
        }
    }

    private RedisLink(List<Node> nodes, @Nullable Node[] bySlot, boolean sharded) {
        this.nodes = List.copyOf(nodes);
        this.bySlot = bySlot;
        this.sharded = sharded;
    }

    /** A link to one server, which has all keys. */
    static RedisLink single(Node node) {
        return new RedisLink(List.of(node), new Node[0], false);
    }

    /** A link to a Cluster: to each slot its primary. What is published stays with it where all can do that. */
    static RedisLink cluster(Node[] bySlot) {
        List<Node> nodes = Stream.of(bySlot).distinct().toList();
        return new RedisLink(nodes, Arrays.copyOf(bySlot, SlotHash.SLOT_COUNT),
                nodes.stream().allMatch(node -> node.version >= 7));
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The primary that has a key. */
    Node node(String key) {
        @Nullable Node node = bySlot.length == 0 ? null : bySlot[SlotHash.getSlot(key)];
        return node == null ? nodes.get(0) : node;
    }

    /** Whether what is published to a topic stays with the primary that has the key of this name. */
    boolean sharded() {
        return sharded;
    }

    /** The primary at which a topic is subscribed to. */
    Node listening(String topic) {
        return sharded ? node(topic) : nodes.get(0);
    }

    boolean open() {
        return nodes.stream().allMatch(Node::open);
    }

    /** Ends the link; what is under way fails. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            nodes.forEach(Node::close);
        }
    }
}
