package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * What is in the file.
 *
 * @param messages the publications: {@link StoredMessage}
 * @param streams what is known of each channel's stream, by the channel's name: {@link StoredStream}
 * @param keys the idempotency keys in the order in which they came: {@link StoredKey}
 * @param cursors how far the devices of each user are, by user: {@link StoredCursors}
 * @param revocations the revoked tokens, by what tells them apart: {@link FileRevocations}
 * @param state numbers of the store itself, by name
 */
record Tables(
        MVStore store, MVMap<MessageKey, byte[]> messages, MVMap<String, byte[]> streams, MVMap<Long, byte[]> keys,
        MVMap<String, byte[]> cursors, MVMap<String, byte[]> revocations, MVMap<String, Long> state) {
    /** The state that counts how often streams were removed. */
    static final String REMOVALS = "removals";
    /** The state that is the number of the next stream. */
    static final String NEXT_STREAM = "next stream";
    /** The state that counts how often the file was opened again after a commit had failed. */
    static final String FAILURES = "failures";

    private static final BytesType BYTES = new BytesType();

    static Tables open(Disk disk, Path file, int memory) throws IOException {
        MVStore store = DiskStore.open(disk, file, memory);
        return new Tables(store,
                store.openMap("messages", of(new MVMap.Builder<MessageKey, byte[]>()).keyType(new MessageKey.Type())),
                store.openMap("streams", of(new MVMap.Builder<String, byte[]>()).keyType(StringDataType.INSTANCE)),
                store.openMap("keys", of(new MVMap.Builder<Long, byte[]>()).keyType(LongDataType.INSTANCE)),
                store.openMap("cursors", of(new MVMap.Builder<String, byte[]>()).keyType(StringDataType.INSTANCE)),
                store.openMap("revocations",
                        of(new MVMap.Builder<String, byte[]>()).keyType(StringDataType.INSTANCE)),
                store.openMap("state", new MVMap.Builder<String, Long>()
                        .keyType(StringDataType.INSTANCE).valueType(LongDataType.INSTANCE)));
    }

    private static <K> MVMap.Builder<K, byte[]> of(MVMap.Builder<K, byte[]> builder) {
        return builder.valueType(BYTES);
    }

    /** A number of the store itself; 0 if it was never set. */
    long state(String name) {
        Long value = state.get(name);
        return value == null ? 0 : value;
    }

    /** Adds one to a number of the store itself, and gives what it was before. */
    long next(String name) {
        long value = state(name);
        state.put(name, value + 1);
        return value;
    }

    /**
     * Reads all there is.
     *
     * @throws RuntimeException if any of it is damaged
     */
    void verify() {
        each(messages, (key, value) -> StoredMessage.read(key, value));
        each(streams, (name, value) -> StoredStream.read(name, value));
        each(keys, (number, value) -> StoredKey.read(number, value));
        each(cursors, (user, value) -> StoredCursors.read(user, value));
        each(revocations, (key, value) -> FileRevocations.read(key, value));
        each(state, (name, value) -> { });
    }

    private static <K, V> void each(Map<K, V> map, BiConsumer<K, V> reader) {
        map.forEach(reader);
    }
}
