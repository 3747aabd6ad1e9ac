package org.carillon.cluster.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Position;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.DeviceCursors;

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
    public synchronized CompletionStage<Optional<Position>> find(String user, String device) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(cursors.getOrDefault(user, Map.of()).get(device)));
    }

    @Override
    public synchronized CompletionStage<OptionalLong> advance(String user, String device, Position position) {
        Map<String, Position> known = cursors.remove(user);
        Map<String, Position> own = known == null ? new LinkedHashMap<>() : known;
        OptionalLong furthest = new DeviceCursors(own, devices).advance(device, position);
        cursors.put(user, own);
        if (cursors.size() > users) {
            cursors.remove(cursors.keySet().iterator().next());
        }
        return CompletableFuture.completedFuture(furthest);
    }
}
