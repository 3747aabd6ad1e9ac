package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.carillon.Position;
import org.carillon.cluster.CursorStore;

/**
 * Cursors in Redis. The script moves them by the rule of {@link org.carillon.cluster.DeviceCursors}; those of a user of
 * whom nothing is heard for long are forgotten.
 */
final class RedisCursorStore implements CursorStore {
    private final RedisScripts scripts;
    private final RedisCommands commands;
    private final RedisKeys keys;
    private final int devices;
    private final Duration kept;

    /**
     * A store on a Redis.
     *
     * @param devices how many devices of a user have a cursor
     * @param kept after how long a user's cursors are forgotten
     */
    RedisCursorStore(RedisScripts scripts, RedisCommands commands, RedisKeys keys, int devices, Duration kept) {
        this.scripts = scripts;
        this.commands = commands;
        this.keys = keys;
        this.devices = devices;
        this.kept = kept;
    }

    @Override
    public CompletionStage<Optional<Position>> find(String user, String device) {
        return commands.run(keys.cursors(user), (redis, key) -> redis.hget(key, device))
                .thenApply(cursor -> cursor.map(RedisCursorStore::position));
    }

    @Override
    public CompletionStage<OptionalLong> advance(String user, String device, Position position) {
        return scripts.run(RedisScript.CURSOR, List.of(keys.cursors(user)),
                device, position.offset(), position.epoch(), devices, kept.toMillis()).thenApply(reply -> {
                    long furthest = reply.number(0);
                    return furthest < 0 ? OptionalLong.empty() : OptionalLong.of(furthest);
                });
    }

    /** Reads what the script wrote: when it was moved, its offset and its epoch. */
    private static Position position(byte[] cursor) {
        String[] parts = new String(cursor, StandardCharsets.UTF_8).split(" ", 3);
        return new Position(parts[2], Long.parseLong(parts[1]));
    }
}
