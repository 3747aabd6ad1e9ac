package org.carillon.channel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.Member;
import org.carillon.RefusedException;
import org.carillon.cluster.PresenceStore;

/** A store of members that cannot be read when the test says so. */
final class AwayMembers implements PresenceStore {
    private final PresenceStore store;
    private boolean away;
    private int changes;

    AwayMembers(PresenceStore store) {
        this.store = store;
    }

    void away(boolean now) {
        away = now;
    }

    /** How often it was asked to change something. */
    int changes() {
        return changes;
    }

    @Override
    public CompletionStage<Optional<Member>> add(String channel, Member member) {
        changes++;
        return store.add(channel, member);
    }

    @Override
    public CompletionStage<Optional<Member>> remove(String channel, String user, String session) {
        changes++;
        return store.remove(channel, user, session);
    }

    @Override
    public CompletionStage<List<Member>> members(String channel) {
        return away
                ? CompletableFuture.failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, "try again"))
                : store.members(channel);
    }

    @Override
    public CompletionStage<Integer> count(String channel) {
        return store.count(channel);
    }
}
