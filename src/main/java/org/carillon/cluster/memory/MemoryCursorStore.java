package org.carillon.cluster.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.carillon.Position;
import org.carillon.cluster.CursorStore;

/** Cursors in memory: those of the users heard of last. */
public final class MemoryCursorStore implements CursorStore {
    private final int users;
    private final int devices;
    /** By user, then by device, those heard of last at the end. */
    private final Map<String, Map<String, Position>> cursors = new LinkedHashMap<>();

    /** A store for so many users with so many devices each. */
    public MemoryCursorStore(int users, int devices) {
        this.users = users;
        this.devices = devices;
    }

    @Override
    public synchronized Optional<Position> find(String user, String device) {
        return Optional.ofNullable(cursors.getOrDefault(user, Map.of()).get(device));
    }

    @Override
    public synchronized OptionalLong advance(String user, String device, Position position) {
        Map<String, Position> known = cursors.remove(user);
        Map<String, Position> own = known == null ? new LinkedHashMap<>() : known;
        long furthest = own.values().stream().filter(p -> p.epoch().equals(position.epoch()))
                .mapToLong(Position::offset).max().orElse(0);
        Position before = own.remove(device);
        boolean back = before != null && before.epoch().equals(position.epoch())
                && before.offset() > position.offset();
        own.put(device, before != null && back ? before : position);
        forgetOldest(own, devices);
        cursors.put(user, own);
        forgetOldest(cursors, users);
        return position.offset() > furthest ? OptionalLong.of(furthest) : OptionalLong.empty();
    }

    private static void forgetOldest(Map<String, ?> byAge, int kept) {
        if (byAge.size() > kept) {
            byAge.remove(byAge.keySet().iterator().next());
        }
    }
}
