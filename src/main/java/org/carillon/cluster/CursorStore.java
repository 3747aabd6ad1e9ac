package org.carillon.cluster;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.carillon.Position;

/**
 * How far each device of each user has received its inbox. A cursor may be forgotten: the device gets more again. What
 * is returned completes exceptionally with {@link org.carillon.RefusedException}: {@code unavailable}.
 */
public interface CursorStore {

    /** How far a device is; empty if it is not known. */
    CompletionStage<Optional<Position>> find(String user, String device);

    /**
     * Moves a device's cursor forward, never back; one of another epoch is replaced.
     *
     * @return if no device of the user was that far in this epoch: the offset that the furthest one had, 0 for none
     */
    CompletionStage<OptionalLong> advance(String user, String device, Position position);
}
