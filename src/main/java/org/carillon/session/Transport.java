package org.carillon.session;

import java.util.Optional;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;

/** The socket of one session. None of its methods waits for the client. */
public interface Transport {

    /**
     * Runs what calls {@link #send}, now or soon, where the socket is best written to; called anew only when that has
     * run.
     */
    default void write(Runnable sends) {
        sends.run();
    }

    /** Hands a frame to the container; {@code sent} is called once, on any thread, when the frame has left. */
    void send(Frame frame, Completion sent);

    /** Whether frames are sent by their {@link Frame#wire}, so that several may be gathered. */
    default boolean gathers() {
        return false;
    }

    /** Whether the bytes of a frame are those of all its receivers until they have left, and not copied for each. */
    default boolean shares() {
        return false;
    }

    /** The event loop that the socket belongs to, if it is used best there. */
    default Optional<EventLoop> loop() {
        return Optional.empty();
    }

    /** Sends a ping of the WebSocket protocol. */
    void ping();

    /** Closes, at once for the server, for the client when it reads it; the container's report alone cleans up. */
    void close(Disconnect disconnect);

    /**
     * Until when frames had to wait for those of other sessions, in epoch milliseconds; now, if one does. That they did
     * not leave before is not the client's doing.
     */
    default long delayedUntil() {
        return 0;
    }

    /** Is told when a frame has left. */
    interface Completion {

        /** The frame has left, or never will: then {@code failure} is set and the session is about to end. */
        void sent(boolean failure);
    }
}
