package org.carillon.cluster.redis;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.Users;
import org.carillon.node.ThisNode;

/** What nodes know of each other and tell each other besides streams and members. To be made before links are. */
final class RedisPeers {
    private final RedisControlBus bus;
    private final RedisNodes nodes;
    private final RedisUsers users;
    private final RedisTicketStore tickets;
    private final RedisRevocations revocations;

    /** What these work with, which others use too. */
    record Parts(
            RedisConnections connections, RedisTopics topics, RedisScripts scripts, RedisCommands commands,
            RedisKeys keys) {}

    /** Those of a node; room for so many revocations. */
    RedisPeers(Parts parts, ThisNode self, int revocations, Clock clock, Executor executor) {
        bus = new RedisControlBus(parts.connections, parts.commands, parts.topics, parts.keys, self, executor);
        nodes = new RedisNodes(parts.scripts, parts.keys, self, parts.connections.settings().lease().toMillis());
        users = new RedisUsers(parts, nodes, self, clock);
        tickets = new RedisTicketStore(parts.commands, parts.keys, clock);
        this.revocations = new RedisRevocations(parts, revocations, clock, executor);
    }

    ControlBus bus() {
        return bus;
    }

    Nodes nodes() {
        return nodes;
    }

    Users users() {
        return users;
    }

    TicketStore tickets() {
        return tickets;
    }

    Revocations revocations() {
        return revocations;
    }

    /** What is due from time to time; called every second or so. */
    void sweep() {
        users.sweep();
        revocations.sweep();
    }
}
