package org.carillon.cluster.memory;

import org.carillon.cluster.MemberNewsContract;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;

class MemoryMemberNewsTest extends MemberNewsContract {
    @Override
    protected Engine create() {
        Settings settings = TestSettings.of();
        MemoryBroker broker = new MemoryBroker(
                settings::retention, settings.store().memory(), settings.idempotency(), new ManualClock());
        return new Engine(broker, new MemoryPresenceStore(broker::tell));
    }
}
