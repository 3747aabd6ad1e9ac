package org.carillon.cluster;

import java.util.concurrent.CompletionStage;

/**
 * What nodes tell each other at once and do not keep. Each node hears a message at most once: one that is cut off from
 * the store right then does not hear it. Messages of one node are heard in their order.
 */
public interface ControlBus {

    /** Sets who hears the messages; called once, before anything else. */
    void listen(Listener listener);

    /**
     * Tells all nodes. This one has heard it when the call returns, whatever becomes of it elsewhere.
     *
     * @return the message, when it is on its way to all others that live; completes exceptionally with
     *     {@link org.carillon.RefusedException}: {@code unavailable} if it may have reached none of them
     */
    CompletionStage<ControlMessage> send(ControlMessage message);

    /** Hears messages. */
    interface Listener {

        /** A message came. May close sessions; must not wait for anything, since those that follow wait for it. */
        void heard(ControlMessage message);
    }
}
