package org.carillon.cluster.memory;

import org.carillon.cluster.Nodes;
import org.carillon.cluster.NodesContract;
import org.carillon.node.ThisNode;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;

class MemoryNodesTest extends NodesContract {
    private final ThisNode self = new ThisNode(TestSettings.of(), new ManualClock());

    @Override
    protected Nodes create() {
        return new MemoryNodes();
    }

    @Override
    protected ThisNode self() {
        return self;
    }
}
