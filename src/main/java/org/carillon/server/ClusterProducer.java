package org.carillon.server;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.carillon.ChannelEvent;
import org.carillon.cluster.Broker;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.Upkeep;
import org.carillon.cluster.Users;
import org.carillon.cluster.file.FileEngine;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryControlBus;
import org.carillon.cluster.memory.MemoryCursorStore;
import org.carillon.cluster.memory.MemoryNodes;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.cluster.memory.MemoryTicketStore;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.cluster.redis.RedisEngine;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.node.StoreSettings.Engine;
import org.carillon.node.ThisNode;

/** Chooses the adapters of the ports: the only place that names one. */
@Component
public class ClusterProducer {
    /** Of how many users cursors are kept in memory. */
    private static final int CURSOR_USERS = 100_000;
    /** How many tickets may wait for their use in memory. */
    private static final int TICKETS = 10_000;

    private final Broker broker;
    private final PresenceStore members;
    private final CursorStore cursors;
    private final ControlBus bus;
    private final Nodes nodes;
    private final Users users;
    private final TicketStore tickets;
    private final Upkeep upkeep;

    /** Opens the engine that the settings name; a file that cannot be used stops the deployment. */
    @Inject
    ClusterProducer(
            Settings settings, @Own Clock clock, @Own Executor executor, Metrics metrics, StoreDirectory directory,
            ThisNode self, Events events) {
        if (settings.store().engine() == Engine.REDIS) {
            RedisEngine redis = RedisEngine.open(new RedisEngine.Parts(settings.redis(), self, settings.idempotency(),
                    settings::retention, settings.inbox(), change -> tell(events, change), executor, clock));
            broker = redis.broker();
            members = redis.presence();
            cursors = redis.cursors();
            bus = redis.bus();
            nodes = redis.nodes();
            users = redis.users();
            tickets = redis.tickets();
            upkeep = redis;
            return;
        }
        bus = new MemoryControlBus();
        nodes = new MemoryNodes();
        users = new MemoryUsers(clock);
        tickets = new MemoryTicketStore(TICKETS, clock);
        LocalBroker memory = new MemoryBroker(
                settings::retention, settings.store().memory(), settings.idempotency(), clock);
        if (settings.store().engine() == Engine.FILE) {
            FileEngine file = FileEngine.open(directory.path(),
                    new FileEngine.Parts(settings, executor, metrics, clock, memory));
            broker = file.broker();
            members = new MemoryPresenceStore(file.broker()::tell);
            cursors = file.cursors();
            upkeep = file;
        } else {
            broker = memory;
            members = new MemoryPresenceStore(memory::tell);
            cursors = new MemoryCursorStore(CURSOR_USERS, settings.inbox().devices());
            upkeep = Upkeep.NONE;
        }
    }

    private static void tell(Events events, MemberChange change) {
        events.fire(change.joined() ? new ChannelEvent.Joined(change.channel(), change.member())
                : new ChannelEvent.Left(change.channel(), change.member()));
    }

    /** The streams. */
    @Produces
    @Singleton
    public Broker broker() {
        return broker;
    }

    /** How far devices are with their inboxes. */
    @Produces
    @Singleton
    public CursorStore cursorStore() {
        return cursors;
    }

    /** What the engine has to do from time to time. */
    @Produces
    @Singleton
    public Upkeep upkeep() {
        return upkeep;
    }

    /** The members. */
    @Produces
    @Singleton
    public PresenceStore presenceStore() {
        return members;
    }

    /** What nodes tell each other. */
    @Produces
    @Singleton
    public ControlBus controlBus() {
        return bus;
    }

    /** The living nodes. */
    @Produces
    @Singleton
    public Nodes nodes() {
        return nodes;
    }

    /** How many sessions users have. */
    @Produces
    @Singleton
    public Users users() {
        return users;
    }

    /** Tickets that wait for their use. */
    @Produces
    @Singleton
    public TicketStore ticketStore() {
        return tickets;
    }

    /** Makes safe what is under way: all sessions are closed by now. */
    @PreDestroy
    void close() {
        nodes.leave();
        upkeep.close();
    }
}
