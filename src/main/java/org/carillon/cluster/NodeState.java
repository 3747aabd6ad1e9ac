package org.carillon.cluster;

import java.time.Instant;

/**
 * A living node and its load.
 *
 * @param name what it is called
 * @param instance another text at each of its starts
 * @param url where other nodes reach it, without a slash at the end; empty if they do not
 * @param sessions how many sessions it has
 * @param channels how many channels its sessions are subscribed to
 * @param since when it started
 * @param phase whether it takes new sessions
 */
public record NodeState(
        String name, String instance, String url, int sessions, int channels, Instant since, Phase phase) {

    /** Whether a node takes new sessions. */
    public enum Phase {
        /** It does. */
        UP,
        /** It refuses them, and closes those that it has. */
        DRAINING
    }
}
