package org.carillon.cluster.memory;

import org.carillon.cluster.Revocations;
import org.carillon.cluster.RevocationsContract;

class MemoryRevocationsTest extends RevocationsContract {
    @Override
    protected Revocations create() {
        return new MemoryRevocations(MOST, clock);
    }
}
