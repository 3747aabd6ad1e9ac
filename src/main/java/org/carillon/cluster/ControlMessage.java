package org.carillon.cluster;

import org.carillon.Content;

/** What one node tells all of them, itself too. */
public sealed interface ControlMessage {

    /**
     * All sessions of a user end.
     *
     * @param user the user's id
     */
    record Kick(String user) implements ControlMessage {}

    /**
     * All sessions of one login end.
     *
     * @param login as in {@link org.carillon.Identity#login}
     */
    record EndLogin(String login) implements ControlMessage {}

    /**
     * An HTTP session has ended: all sessions end that were opened under it, or by tickets that it was given.
     *
     * @param httpSession its name
     */
    record Logout(String httpSession) implements ControlMessage {}

    /**
     * The subscriptions of a user's sessions are judged anew.
     *
     * @param user the user's id
     */
    record Recheck(String user) implements ControlMessage {}

    /**
     * A node closes its sessions and takes no new ones.
     *
     * @param node its name
     */
    record Drain(String node) implements ControlMessage {}

    /**
     * A node that was drained takes new sessions again.
     *
     * @param node its name
     */
    record Lift(String node) implements ControlMessage {}

    /**
     * All sessions of a user are notified.
     *
     * @param user the user's id
     * @param time when it was said, in epoch milliseconds
     * @param content what they are told
     */
    record Notify(String user, long time, Content content) implements ControlMessage {}
}
