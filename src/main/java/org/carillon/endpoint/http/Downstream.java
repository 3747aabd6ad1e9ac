package org.carillon.endpoint.http;

import org.carillon.endpoint.transport.SessionTransport;

/** The way of one session's frames to its client. */
sealed interface Downstream extends SessionTransport permits StreamTransport, PollTransport {

    /** Ends without a word: the client has gone, or is not what it was. */
    void cut();

    /**
     * Does what is due at {@code now}, in epoch milliseconds.
     *
     * @return whether there may still be something to do for a session that has ended
     */
    boolean sweep(long now);

    /** Is told how the session has ended, from the way down. */
    interface End {
        /** The session has ended, for instance since the server closed it. */
        void ended(int code, String reason);
    }

    @Override
    default void ping() {
        // The dialect has pings of its own.
    }
}
