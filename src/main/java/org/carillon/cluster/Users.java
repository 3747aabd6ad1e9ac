package org.carillon.cluster;

import java.util.concurrent.CompletionStage;
import org.carillon.UserStatus;

/** How many sessions each user has on all living nodes, and when a user was last seen. */
public interface Users {

    /**
     * Notes how many sessions a user has on this node: after those of the same user before. It waits for nothing and
     * may be called with locks held; while the store is away it is made up for later.
     */
    void note(String user, int sessions);

    /**
     * How many sessions a user has on all nodes, and when last seen; the time of a user who was not seen for long may
     * be forgotten.
     *
     * @return the status; completes exceptionally with {@link org.carillon.RefusedException}: {@code unavailable}
     */
    CompletionStage<UserStatus> status(String user);
}
