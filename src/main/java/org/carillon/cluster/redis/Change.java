package org.carillon.cluster.redis;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.carillon.Member;

/**
 * That a session comes into a channel or goes.
 *
 * @param seat whose
 * @param member the member with this session alone, if it comes; empty if it goes
 * @param answer what a caller waits for: the member as Redis gives it; complete already if nobody waits
 */
record Change(Seat seat, Optional<Member> member, CompletableFuture<Optional<Member>> answer) {

    /** A change that a caller waits for. */
    static Change asked(Seat seat, Optional<Member> member) {
        return new Change(seat, member, new CompletableFuture<>());
    }

    /** A change that is told again, or for the first time after the caller was refused. */
    static Change again(Seat seat, Optional<Member> member) {
        return new Change(seat, member, CompletableFuture.completedFuture(Optional.empty()));
    }
}
