package org.carillon.server;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.carillon.cluster.Broker;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.Health;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.Upkeep;
import org.carillon.cluster.Users;
import org.carillon.node.Component;

/** Hands out the adapters of the ports. */
@Component
public class ClusterProducer {
    private final Adapters adapters;

    /** Opens the engine that the settings name; a file that cannot be used stops the deployment. */
    @Inject
    ClusterProducer(AdapterChoice choice) {
        this.adapters = choice.open();
    }

    /** The streams. */
    @Produces
    @Singleton
    public Broker broker() {
        return adapters.broker();
    }

    /** How far devices are with their inboxes. */
    @Produces
    @Singleton
    public CursorStore cursorStore() {
        return adapters.cursors();
    }

    /** What the engine has to do from time to time. */
    @Produces
    @Singleton
    public Upkeep upkeep() {
        return adapters.upkeep();
    }

    /** Whether what the engine needs can be reached. */
    @Produces
    @Singleton
    public Health health() {
        return adapters.health();
    }

    /** The members. */
    @Produces
    @Singleton
    public PresenceStore presenceStore() {
        return adapters.members();
    }

    /** What nodes tell each other. */
    @Produces
    @Singleton
    public ControlBus controlBus() {
        return adapters.bus();
    }

    /** The living nodes. */
    @Produces
    @Singleton
    public Nodes nodes() {
        return adapters.nodes();
    }

    /** How many sessions users have. */
    @Produces
    @Singleton
    public Users users() {
        return adapters.users();
    }

    /** Tickets that wait for their use. */
    @Produces
    @Singleton
    public TicketStore ticketStore() {
        return adapters.tickets();
    }

    /** The revoked tokens. */
    @Produces
    @Singleton
    public Revocations revocations() {
        return adapters.revocations();
    }

    /** Makes safe what is under way: all sessions are closed by now. */
    @PreDestroy
    void close() {
        adapters.upkeep().close();
    }
}
