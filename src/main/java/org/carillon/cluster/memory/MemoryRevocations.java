package org.carillon.cluster.memory;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Identity;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.RevocationList;
import org.carillon.cluster.Revocations;

/** The revocations of a node that is alone; a restart forgets them. */
public final class MemoryRevocations implements Revocations {
    private final RevocationList list;
    private final int most;
    private volatile Runnable changed = () -> { };

    /** None yet, and room for so many. */
    public MemoryRevocations(int most, Clock clock) {
        this.list = new RevocationList(clock);
        this.most = most;
    }

    @Override
    public void listen(Runnable listener) {
        changed = listener;
    }

    @Override
    public CompletionStage<Boolean> add(Revocation revocation) {
        if (!list.hasRoom(revocation, most)) {
            return CompletableFuture.completedStage(false);
        }
        list.put(revocation);
        changed.run();
        return CompletableFuture.completedStage(true);
    }

    @Override
    public boolean revoked(Identity identity) {
        return list.revoked(identity);
    }

    @Override
    public boolean known() {
        return true;
    }

    @Override
    public int count() {
        return list.count();
    }
}
