package org.carillon.cluster.file;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Position;
import org.carillon.cluster.Broker.Receipt;
import org.carillon.node.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of the last while, bounded in time and number: in memory to be found, and in the file, in the
 * order in which they came, for the time after a restart.
 */
final class KeyLog {
    private final long windowMillis;
    private final int limit;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long next;

    /** A key, and what became of its publication. Its window's monitor guards it. */
    static final class Entry {
        private final long number;
        private final StoredKey key;
        private final Position position;
        private @Nullable CompletableFuture<Receipt> pending;

        private Entry(long number, StoredKey key, Position position, @Nullable CompletableFuture<Receipt> pending) {
            this.number = number;
            this.key = key;
            this.position = position;
            this.pending = pending;
        }

        /** The number of the key in the file. */
        long number() {
            return number;
        }

        /** What is stored. */
        StoredKey key() {
            return key;
        }
    }

    KeyLog(Settings.Idempotency idempotency) {
        this.windowMillis = idempotency.window().toMillis();
        this.limit = idempotency.keys();
    }

    /** Takes in what is in the file. */
    synchronized void load(Tables tables, int generation) {
        tables.keys().forEach((number, value) -> {
            StoredKey key = StoredKey.read(number, value);
            Position position = new Position(key.epoch().in(generation), key.offset());
            entries.remove(key.name());
            entries.put(key.name(), new Entry(number, key, position, null));
            next = number + 1;
        });
    }

    /** What the key was used for within the window. */
    synchronized Optional<Entry> find(String name, long now) {
        Entry entry = entries.get(name);
        return entry == null || entry.key.time() < now - windowMillis ? Optional.empty() : Optional.of(entry);
    }

    /** The receipt of a publication that comes again: when the first is safe. */
    synchronized CompletionStage<Receipt> again(Entry entry) {
        Receipt receipt = new Receipt(entry.position, entry.key.time(), true);
        return entry.pending == null
                ? CompletableFuture.completedFuture(receipt)
                : entry.pending.thenApply(first -> receipt);
    }

    /** Remembers a key whose publication is on its way. */
    synchronized Entry put(StoredKey key, Position position, CompletableFuture<Receipt> pending) {
        Entry entry = new Entry(next++, key, position, pending);
        entries.remove(key.name());
        entries.put(key.name(), entry);
        expire(key.time());
        return entry;
    }

    /** Forgets what is over; one key is left in any case, so that numbers go on. */
    synchronized void expire(long now) {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (entries.size() > 1) {
            Entry oldest = oldestFirst.next();
            if (entries.size() <= limit && oldest.key.time() >= now - windowMillis) {
                return;
            }
            oldestFirst.remove();
        }
    }

    /** The publication of a key is safe. */
    synchronized void settled(Entry entry) {
        entry.pending = null;
    }

    /** The publication of a key could not be stored. */
    synchronized void forget(Entry entry) {
        entries.remove(entry.key.name(), entry);
    }

    /** Takes out of the file what is forgotten; called by the committer. */
    void trim(Tables tables) {
        long oldest = oldest();
        Long first = tables.keys().firstKey();
        while (first != null && first < oldest) {
            tables.keys().remove(first);
            first = tables.keys().firstKey();
        }
    }

    private synchronized long oldest() {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        return oldestFirst.hasNext() ? oldestFirst.next().number : next;
    }
}
