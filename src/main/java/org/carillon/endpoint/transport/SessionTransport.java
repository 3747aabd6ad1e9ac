package org.carillon.endpoint.transport;

import org.carillon.session.Transport;

/** The socket of one session in both directions. */
public interface SessionTransport extends Transport {

    /**
     * From now on what comes in is handed over here, as far as the transport reads itself; what the container reads
     * goes on to come by the endpoint's callbacks. Called once, while the session opens.
     */
    default void listen(Incoming incoming) {}

    /**
     * The session has ended, whoever ended it: what is left of its connection goes soon, whatever the client does with
     * it. Without effect for a container that sees to it by itself.
     */
    default void ended() {}
}
