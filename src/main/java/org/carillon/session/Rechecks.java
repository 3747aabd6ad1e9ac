package org.carillon.session;

/** Judges anew what a session may; the channels do. */
@FunctionalInterface
public interface Rechecks {

    /** Ends those subscriptions of a session that its identity no longer allows; it is told so. */
    void recheck(ClientSession session);
}
