package org.carillon.cluster.redis;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.carillon.cluster.Broker;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.Health;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.Upkeep;
import org.carillon.cluster.Users;
import org.carillon.node.InboxSettings;
import org.carillon.node.Metrics;
import org.carillon.node.RedisSettings;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;

/** The engine that keeps everything in a Redis that several nodes share. It starts and goes on without it, too. */
public final class RedisEngine implements Upkeep, Health {
    private final RedisConnections connections;
    private final RedisBroker broker;
    private final RedisPresenceStore presence;
    private final RedisCursorStore cursors;
    private final RedisPeers peers;

    /**
     * What an engine works with.
     *
     * @param self the node that has the engine
     * @param publishes how many publications of sessions a channel takes in a second on all nodes; 0 for no limit
     * @param inbox how long cursors are kept, and of how many devices
     * @param revocations how many are remembered at most
     * @param members is told the changes of members that this node made without a caller who waited for them: those
     *     after an outage, and those of members of a node that died. Each is told on one node only
     */
    public record Parts(
            RedisSettings redis, Settings.Idempotency idempotency, Function<String, Retention> retention,
            ToIntFunction<String> publishes, InboxSettings inbox, int revocations, Consumer<MemberChange> members,
            ThisNode self, Executor executor, Metrics metrics, Clock clock) {}

    /** An engine that begins to connect; returns at once. */
    public static RedisEngine open(Parts parts) {
        RedisEngine engine = new RedisEngine(parts);
        engine.connections.start();
        return engine;
    }

    private RedisEngine(Parts parts) {
        connections = new RedisConnections(parts.redis, parts.executor, new RedisMeters(parts.metrics));
        RedisTopics topics = new RedisTopics(connections);
        RedisStreams streams = new RedisStreams(connections,
                new RedisStreams.Rules(parts.retention, parts.idempotency.window().toMillis(), parts.publishes),
                parts.clock, parts.executor);
        RedisKeys keys = RedisKeys.of(parts.redis);
        RedisScripts scripts = new RedisScripts(connections, parts.executor);
        RedisCommands commands = new RedisCommands(connections, scripts, parts.executor);
        PresenceActs acts = new PresenceActs(scripts, commands, keys, connections::publishes);
        broker = new RedisBroker(streams, topics, new RedisNews(MemberRecord::change), acts, parts.executor);
        presence = new RedisPresenceStore(acts, parts.redis.lease(), parts.executor, parts.members);
        connections.watch(presence);
        cursors = new RedisCursorStore(
                scripts, commands, keys, parts.inbox.devices(), parts.inbox.retention().age());
        peers = new RedisPeers(new RedisPeers.Parts(connections, topics, scripts, commands, keys), parts.self,
                parts.revocations, parts.clock, parts.executor);
    }

    /** The streams. */
    public Broker broker() {
        return broker;
    }

    /** The members. */
    public PresenceStore presence() {
        return presence;
    }

    /** How far devices are with their inboxes. */
    public CursorStore cursors() {
        return cursors;
    }

    /** What nodes tell each other. */
    public ControlBus bus() {
        return peers.bus();
    }

    /** The living nodes. */
    public Nodes nodes() {
        return peers.nodes();
    }

    /** How many sessions users have. */
    public Users users() {
        return peers.users();
    }

    /** The tickets. */
    public TicketStore tickets() {
        return peers.tickets();
    }

    /** The revoked tokens. */
    public Revocations revocations() {
        return peers.revocations();
    }

    @Override
    public Optional<String> trouble() {
        return connections.trouble();
    }

    @Override
    public void sweep() {
        connections.sweep();
        broker.sweep();
        presence.sweep();
        peers.sweep();
    }

    @Override
    public void close() {
        peers.nodes().leave();
        connections.close();
    }
}
