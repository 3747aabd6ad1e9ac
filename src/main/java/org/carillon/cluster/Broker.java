package org.carillon.cluster;

import java.util.concurrent.CompletionStage;
import org.carillon.Position;
import org.carillon.Publication;

/**
 * The streams of all channels, shared by all nodes.
 *
 * <p>Guarantees: positions of a channel count from 1 without gaps; every node that follows a channel is told all its
 * publications and changes of members, in one order.
 */
public interface Broker {

    /** Sets who is told the news; called once, before anything else. */
    void listen(Listener listener);

    /**
     * Appends to the channel's stream and tells all followers, as one act. A draft whose key was accepted within the
     * window is not published again.
     *
     * @return what became of it, when it is as safe as the engine makes it; completes exceptionally with
     *     {@link org.carillon.RefusedException}:
     *     {@code conflict} if the same key came with other content, {@code too_many} if the channel takes no more in a
     *     second (of all nodes together, and the portal apart), {@code unavailable} if it could not be stored
     */
    CompletionStage<Receipt> publish(Draft draft);

    /** Whether publishing to a channel returns without waiting for a disk. */
    default boolean prompt(String channel) {
        return false;
    }

    /**
     * Starts to follow a channel. Called at most once until {@link #unfollow}.
     *
     * @return the position after which the listener is told what comes; completes exceptionally with
     *     {@link org.carillon.RefusedException}: {@code unavailable}, and the channel is not followed then
     */
    CompletionStage<Position> follow(String channel);

    /**
     * Reads a channel's log. What was acked before the call is in it, unless the channel's policy dropped it.
     *
     * @return the part; completes exceptionally with {@link org.carillon.RefusedException}: {@code unavailable}
     */
    CompletionStage<Slice> read(String channel, Range range);

    /** Ends to follow a channel, also while {@link #follow} is under way. */
    void unfollow(String channel);

    /**
     * What became of a draft.
     *
     * @param position where it is in the stream
     * @param time when it was accepted, in epoch milliseconds
     * @param duplicate whether it had been published before
     */
    record Receipt(Position position, long time, boolean duplicate) {}

    /** Is told the news of followed channels. */
    interface Listener {

        /** A publication, in order. Must only note it: locks of the broker may be held. */
        void noted(Publication publication);

        /** A change of members, in order with the publications. Must only note it and see that it is handed on soon. */
        void noted(MemberChange change);

        /** The publications noted so far may be handed on, by this thread too: no lock is held. */
        void flush(String channel);

        /**
         * Something of a channel was lost on the way, or its epoch has changed: its subscribers must begin anew.
         * Nothing more is told of it until it is unfollowed and followed again. No lock is held.
         */
        void broken(String channel);
    }
}
