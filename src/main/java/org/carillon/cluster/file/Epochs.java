package org.carillon.cluster.file;

import org.carillon.protocol.Fingerprint;

/**
 * Gives streams their epochs: made of the file's seed and the channel's name, so that a stream whose first publication
 * is still to come has the same one after a restart; and of how many streams were removed, so that one that begins anew
 * has another.
 *
 * @param seed the seed of the file
 * @param generation its generation
 */
record Epochs(long seed, int generation) {
    private static final int LENGTH = 12;

    /** The epoch of a stream that begins now. */
    Epoch fresh(String channel, Tables tables) {
        String text = seed + " " + generation + ' ' + tables.state(Tables.REMOVALS) + ' ' + channel;
        return new Epoch(Fingerprint.of(text).substring(0, LENGTH), generation);
    }
}
