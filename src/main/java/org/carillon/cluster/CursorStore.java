package org.carillon.cluster;

import java.util.Optional;
import java.util.OptionalLong;
import org.carillon.Position;

/** How far each device of each user has received its inbox. A cursor may be forgotten: the device gets more again. */
public interface CursorStore {

    /** How far a device is; empty if it is not known. */
    Optional<Position> find(String user, String device);

    /**
     * Moves a device's cursor forward, never back; one of another epoch is replaced.
     *
     * @return if no device of the user was that far in this epoch: the offset that the furthest one had, 0 for none
     */
    OptionalLong advance(String user, String device, Position position);
}
