package org.carillon.cluster.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A connection for commands and one for pub/sub, which live and end together. What was under way when a link ends is
 * not sent again, since nobody knows whether it was done.
 *
 * @param commands sends commands
 * @param topics what is subscribed to
 * @param primary names the server's process that has a key, so that a stream notices that its end may be lost; with a
 *     plus before it if nothing was lost since the process before
 * @param connections both, to be closed
 */
record RedisLink(
        RedisClusterAsyncCommands<String, byte[]> commands, StatefulRedisPubSubConnection<String, byte[]> topics,
        UnaryOperator<String> primary, List<StatefulConnection<?, ?>> connections) {

    boolean open() {
        return connections.stream().allMatch(StatefulConnection::isOpen);
    }

    /** Ends the link; what is under way fails. */
    void close() {
        connections.forEach(StatefulConnection::closeAsync);
    }
}
