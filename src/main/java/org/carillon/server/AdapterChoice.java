package org.carillon.server;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.carillon.ChannelEvent;
import org.carillon.cluster.Broker;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.Upkeep;
import org.carillon.cluster.file.FileEngine;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryControlBus;
import org.carillon.cluster.memory.MemoryCursorStore;
import org.carillon.cluster.memory.MemoryNodes;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryTicketStore;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.cluster.redis.RedisEngine;
import org.carillon.limit.PublishRates;
import org.carillon.node.Component;
import org.carillon.node.Events;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;

/** Chooses the adapters of the ports: the only place that names one. */
@Component
class AdapterChoice {
    /** Of how many users cursors are kept in memory. */
    private static final int CURSOR_USERS = 100_000;
    /** How many tickets may wait for their use in memory. */
    private static final int TICKETS = 10_000;

    private final Settings settings;
    private final Clock clock;
    private final Executor executor;
    private final Metrics metrics;
    private final StoreDirectory directory;
    private final ThisNode self;
    private final Events events;

    @Inject
    AdapterChoice(
            Settings settings, @Own Clock clock, @Own Executor executor, Metrics metrics, StoreDirectory directory,
            ThisNode self, Events events) {
        this.settings = settings;
        this.clock = clock;
        this.executor = executor;
        this.metrics = metrics;
        this.directory = directory;
        this.self = self;
        this.events = events;
    }

    /** Opens the engine that the settings name. */
    Adapters open() {
        return switch (settings.store().engine()) {
            case MEMORY -> memory();
            case FILE -> file();
            case REDIS -> redis();
        };
    }

    private Adapters memory() {
        MemoryBroker broker = memoryBroker();
        return alone(broker, broker, new MemoryCursorStore(CURSOR_USERS, settings.inbox().devices()),
                new MemoryRevocations(settings.auth().revocation().entries(), clock), Upkeep.NONE);
    }

    private Adapters file() {
        FileEngine file = FileEngine.open(directory.path(),
                new FileEngine.Parts(settings, executor, metrics, clock, memoryBroker()));
        return alone(file.broker(), file.broker(), file.cursors(), file.revocations(), file);
    }

    private MemoryBroker memoryBroker() {
        return new MemoryBroker(settings::retention, settings.store().memory(), settings.idempotency(),
                new PublishRates(settings::publishes, clock), clock);
    }

    /** What a node has that shares nothing with others. */
    private Adapters alone(
            Broker broker, LocalBroker local, CursorStore cursors, Revocations revocations, Upkeep upkeep) {
        return new Adapters(broker, new MemoryPresenceStore(local::tell), cursors, new MemoryControlBus(),
                new MemoryNodes(), new MemoryUsers(clock), new MemoryTicketStore(TICKETS, clock), revocations,
                upkeep, Optional::empty);
    }

    private Adapters redis() {
        RedisEngine redis = RedisEngine.open(new RedisEngine.Parts(settings.redis(), settings.idempotency(),
                settings::retention, settings::publishes, settings.inbox(),
                settings.auth().revocation().entries(), this::changed, self, executor, metrics, clock));
        return new Adapters(redis.broker(), redis.presence(), redis.cursors(), redis.bus(), redis.nodes(),
                redis.users(), redis.tickets(), redis.revocations(), redis, redis);
    }

    private void changed(MemberChange change) {
        events.fire(change.joined() ? new ChannelEvent.Joined(change.channel(), change.member())
                : new ChannelEvent.Left(change.channel(), change.member()));
    }
}
