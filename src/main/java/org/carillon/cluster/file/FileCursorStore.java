package org.carillon.cluster.file;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.DeviceCursors;
import org.h2.mvstore.MVStoreException;

/**
 * Cursors in the file. A cursor reaches it with the next commit, and nobody waits for that: after a crash a device may
 * get again what it had just received.
 */
final class FileCursorStore implements CursorStore {
    private final Vault vault;
    private final Committer committer;
    private final int devices;
    private final Clock clock;

    /** A store for so many devices of each user. */
    FileCursorStore(Vault vault, Committer committer, int devices, Clock clock) {
        this.vault = vault;
        this.committer = committer;
        this.devices = devices;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Optional<Position>> find(String user, String device) {
        try {
            return CompletableFuture.completedFuture(
                    Optional.ofNullable(known(vault.tables(), user).get(device)));
        } catch (MVStoreException | StoreException e) {
            return CompletableFuture.failedFuture(unreadable(user, e));
        }
    }

    @Override
    public CompletionStage<OptionalLong> advance(String user, String device, Position position) {
        OptionalLong furthest;
        try {
            synchronized (this) {
                furthest = moved(vault.tables(), user, device, position);
            }
        } catch (MVStoreException | StoreException e) {
            return CompletableFuture.failedFuture(unreadable(user, e));
        }
        committer.ask();
        return CompletableFuture.completedFuture(furthest);
    }

    private OptionalLong moved(Tables tables, String user, String device, Position position) {
        Map<String, Position> own = known(tables, user);
        OptionalLong furthest = new DeviceCursors(own, devices).advance(device, position);
        tables.cursors().put(user, new StoredCursors(clock.millis(), own).write(user));
        return furthest;
    }

    private static Map<String, Position> known(Tables tables, String user) {
        byte[] value = tables.cursors().get(user);
        return value == null ? new LinkedHashMap<>() : StoredCursors.read(user, value).devices();
    }

    private static RefusedException unreadable(String user, RuntimeException e) {
        System.getLogger(FileCursorStore.class.getName()).log(System.Logger.Level.ERROR,
                "The cursors of '" + user + "' cannot be read or written", e);
        return new RefusedException(ErrorCode.UNAVAILABLE, "the cursors cannot be read now");
    }
}
