package org.carillon.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.carillon.Position;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.CursorStoreContract;
import org.junit.jupiter.api.Test;

class MemoryCursorStoreTest extends CursorStoreContract {
    @Override
    protected CursorStore create(int devices) {
        return new MemoryCursorStore(100, devices);
    }

    @Test
    void advance_oneUserTooMany_forgetsTheOneNotHeardOfForLongest() {
        CursorStore store = new MemoryCursorStore(2, 1);
        Position position = new Position("e", 1);
        store.advance("anna", "", position);
        store.advance("bert", "", position);
        store.advance("anna", "", position);
        store.advance("cora", "", position);

        assertThat(store.find("bert", "").toCompletableFuture().join()).isEmpty();
        assertThat(store.find("anna", "").toCompletableFuture().join()).contains(position);
    }
}
