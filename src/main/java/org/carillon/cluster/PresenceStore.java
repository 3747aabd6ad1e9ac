package org.carillon.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carillon.Member;

/**
 * Who is in which channel, on all nodes. A user with several sessions in a channel is one member. Whoever follows the
 * channel is told each change as one act with it, in order with the channel's publications. What is returned completes
 * exceptionally with {@link org.carillon.RefusedException}: {@code unavailable}.
 */
public interface PresenceStore {

    /**
     * Adds a session to a channel.
     *
     * @param member the user, with exactly one session
     * @return the member as it is now, if this was its first session; else empty
     */
    CompletionStage<Optional<Member>> add(String channel, Member member);

    /**
     * Takes a session out of a channel; without effect if it is not there.
     *
     * @return the member as it was, if this was its last session; else empty
     */
    CompletionStage<Optional<Member>> remove(String channel, String user, String session);

    /** The members of a channel, the earliest first. */
    CompletionStage<List<Member>> members(String channel);

    /** How many members a channel has; what it costs does not grow with them. */
    CompletionStage<Integer> count(String channel);
}
