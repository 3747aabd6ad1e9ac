package org.carillon;

import java.util.Objects;

/**
 * A place in a channel's stream.
 *
 * @param epoch names the stream; it changes when the stream was lost or may have lost its end
 * @param offset the number of the publication in the stream, from 1 without gaps; 0 before the first
 */
public record Position(String epoch, long offset) {

    public Position {
        Objects.requireNonNull(epoch, "epoch");
    }
}
