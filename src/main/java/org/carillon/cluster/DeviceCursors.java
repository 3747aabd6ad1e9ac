package org.carillon.cluster;

import java.util.Map;
import java.util.OptionalLong;
import org.carillon.Position;

/**
 * How far the devices of one user are: the rule by which a cursor moves, for every {@link CursorStore}.
 *
 * @param byDevice the positions, those of the devices heard of last at the end; changed by {@link #advance}
 * @param limit how many devices have a cursor; one more forgets the one not heard of for longest
 */
public record DeviceCursors(Map<String, Position> byDevice, int limit) {

    /** Moves a device's cursor; as {@link CursorStore#advance}. */
    public OptionalLong advance(String device, Position position) {
        long furthest = byDevice.values().stream().filter(p -> p.epoch().equals(position.epoch()))
                .mapToLong(Position::offset).max().orElse(0);
        Position before = byDevice.remove(device);
        boolean back = before != null && before.epoch().equals(position.epoch())
                && before.offset() > position.offset();
        byDevice.put(device, before != null && back ? before : position);
        if (byDevice.size() > limit) {
            byDevice.remove(byDevice.keySet().iterator().next());
        }
        return position.offset() > furthest ? OptionalLong.of(furthest) : OptionalLong.empty();
    }
}
