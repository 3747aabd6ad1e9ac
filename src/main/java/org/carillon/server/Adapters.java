package org.carillon.server;

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

/** One adapter for each port. */
record Adapters(
        Broker broker, PresenceStore members, CursorStore cursors, ControlBus bus, Nodes nodes, Users users,
        TicketStore tickets, Revocations revocations, Upkeep upkeep, Health health) {}
