package org.carillon.cluster.memory;

import org.carillon.cluster.ControlBus;
import org.carillon.cluster.ControlBusContract;

class MemoryControlBusTest extends ControlBusContract {
    @Override
    protected ControlBus create() {
        return new MemoryControlBus();
    }
}
