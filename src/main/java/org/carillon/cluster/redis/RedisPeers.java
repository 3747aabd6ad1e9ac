package org.carillon.cluster.redis;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.Users;
import org.carillon.node.ThisNode;

/** What nodes know of each other and tell each other besides streams and members. To be made before links are. */
final class RedisPeers {
    private final RedisControlBus bus;
    private final RedisNodes nodes;
    private final RedisUsers users;
    private final RedisTicketStore tickets;

    RedisPeers(RedisConnections connections, ThisNode self, Clock clock, Executor executor) {
        RedisKeys keys = new RedisKeys(connections.settings().prefix());
        RedisScripts scripts = new RedisScripts(connections, executor);
        RedisCalls calls = new RedisCalls(connections, scripts, executor);
        bus = new RedisControlBus(connections, calls, keys, self, executor);
        nodes = new RedisNodes(scripts, keys, self, connections.settings().lease().toMillis());
        users = new RedisUsers(connections, scripts, calls, keys, nodes, self, clock);
        tickets = new RedisTicketStore(calls, keys, clock);
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

    /** What is due from time to time; called every second or so. */
    void sweep() {
        users.sweep();
    }
}
