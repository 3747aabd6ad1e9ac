package org.carillon.cluster.memory;

import org.carillon.cluster.PresenceStore;
import org.carillon.cluster.PresenceStoreContract;

class MemoryPresenceStoreTest extends PresenceStoreContract {
    @Override
    protected PresenceStore create() {
        return new MemoryPresenceStore(change -> { });
    }
}
