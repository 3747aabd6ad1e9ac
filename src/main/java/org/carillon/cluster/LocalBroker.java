package org.carillon.cluster;

/** A broker of a single node, whose members are kept apart from its streams. */
public interface LocalBroker extends Broker {

    /** Tells all followers of a channel that a member came or left; it takes no position. */
    void tell(MemberChange change);
}
