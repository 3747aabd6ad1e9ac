package org.carillon.server;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.carillon.cluster.Broker;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/** Chooses the adapters of the ports: the only place that names one. */
@Component
public class ClusterProducer {

    /** Made by the container. */
    public ClusterProducer() {}

    /** The streams. */
    @Produces
    @Singleton
    public Broker broker(Settings settings, @Own Clock clock) {
        return new MemoryBroker(settings::retention, settings.store().memory(), settings.idempotency(), clock);
    }

    /** The members. */
    @Produces
    @Singleton
    public PresenceStore presenceStore() {
        return new MemoryPresenceStore();
    }
}
