package org.carillon.cluster.memory;

import org.carillon.cluster.TicketStore;
import org.carillon.cluster.TicketStoreContract;

class MemoryTicketStoreTest extends TicketStoreContract {
    @Override
    protected TicketStore create() {
        return new MemoryTicketStore(10, clock);
    }
}
