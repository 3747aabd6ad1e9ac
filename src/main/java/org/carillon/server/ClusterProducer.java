package org.carillon.server;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.carillon.cluster.Broker;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryCursorStore;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/** Chooses the adapters of the ports: the only place that names one. */
@Component
public class ClusterProducer {
    /** Of how many users cursors are kept in memory. */
    private static final int CURSOR_USERS = 100_000;

    /** Made by the container. */
    public ClusterProducer() {}

    /** The streams. */
    @Produces
    @Singleton
    public Broker broker(Settings settings, @Own Clock clock) {
        return new MemoryBroker(settings::retention, settings.store().memory(), settings.idempotency(), clock);
    }

    /** How far devices are with their inboxes. */
    @Produces
    @Singleton
    public CursorStore cursorStore(Settings settings) {
        return new MemoryCursorStore(CURSOR_USERS, settings.inbox().devices());
    }

    /** The members. */
    @Produces
    @Singleton
    public PresenceStore presenceStore() {
        return new MemoryPresenceStore();
    }
}
