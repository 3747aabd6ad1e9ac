package org.carillon;

import java.util.List;

/**
 * A page of a channel's log.
 *
 * @param position the end of the channel's stream when the page was read
 * @param publications the page, the earliest first
 * @param more whether the log holds further ones in the direction that was asked for
 */
public record History(Position position, List<Publication> publications, boolean more) {

    public History {
        publications = List.copyOf(publications);
    }
}
