package org.carillon.cluster;

import java.util.concurrent.CompletionStage;
import org.carillon.Identity;

/**
 * The tokens that are revoked, for all nodes. Each node has all of them at hand, so that looking one up waits for
 * nothing. What is over is forgotten.
 */
public interface Revocations {

    /**
     * Sets who is told when tokens were revoked, here or elsewhere, and when this node has learnt what it missed while
     * it was cut off from the store; called once, before anything else. The listener must not wait for anything.
     */
    void listen(Runnable changed);

    /**
     * Stores a revocation. This node knows it when the stage completes, others that reach the store within a second,
     * and all others when they reach it again.
     *
     * @return whether it was stored: false if too many are remembered; completes exceptionally with
     *     {@link org.carillon.RefusedException}: {@code unavailable} if it may not have been stored
     */
    CompletionStage<Boolean> add(Revocation revocation);

    /** Whether an identity comes from a token that is revoked, as far as this node knows. Cheap. */
    boolean revoked(Identity identity);

    /** Whether this node has learnt what was stored before it started: before that no token may be accepted. */
    boolean known();

    /** How many revocations this node remembers. */
    int count();
}
