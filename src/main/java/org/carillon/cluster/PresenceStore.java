package org.carillon.cluster;

import java.util.List;
import java.util.Optional;
import org.carillon.Member;

/** Who is in which channel, on all nodes. A user with several sessions in a channel is one member. */
public interface PresenceStore {

    /**
     * Adds a session to a channel.
     *
     * @param member the user, with exactly one session
     * @return the member as it is now, if this was its first session; else empty
     */
    Optional<Member> add(String channel, Member member);

    /**
     * Takes a session out of a channel; without effect if it is not there.
     *
     * @return the member as it was, if this was its last session; else empty
     */
    Optional<Member> remove(String channel, String user, String session);

    /** The members of a channel, the earliest first. */
    List<Member> members(String channel);
}
