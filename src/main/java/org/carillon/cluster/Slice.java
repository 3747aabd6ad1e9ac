package org.carillon.cluster;

import java.util.List;
import org.carillon.Position;
import org.carillon.Publication;

/**
 * A part of a log, and how far the log reaches.
 *
 * @param position the end of the stream
 * @param first the offset of the earliest publication that the log holds; one more than the end's if it holds none
 * @param publications those asked for, the earliest first
 */
public record Slice(Position position, long first, List<Publication> publications) {

    public Slice {
        publications = List.copyOf(publications);
    }

    /** Whether the log can vouch for everything after a position: same epoch, and nothing of it dropped. */
    public boolean holdsAfter(Position since) {
        return since.epoch().equals(position.epoch()) && since.offset() >= first - 1
                && since.offset() <= position.offset();
    }
}
