package org.carillon.cluster.memory;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carillon.Position;

/**
 * The idempotency keys of the last while, bounded in time and number: when it is full the oldest is forgotten. Contents
 * stand in it by their fingerprint, so that its size does not depend on theirs.
 */
final class KeyWindow {
    private final long windowMillis;
    private final int limit;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * What a key was used for.
     *
     * @param position where the publication is
     * @param fingerprint the fingerprint of its content
     * @param time when it was accepted, in epoch milliseconds
     */
    record Entry(Position position, String fingerprint, long time) {}

    KeyWindow(Duration window, int limit) {
        this.windowMillis = window.toMillis();
        this.limit = limit;
    }

    /** What the key was used for within the window. */
    synchronized Optional<Entry> find(String key, long now) {
        Entry entry = entries.get(key);
        return entry == null || entry.time < now - windowMillis ? Optional.empty() : Optional.of(entry);
    }

    /** Remembers a key. */
    synchronized void put(String key, Entry entry) {
        entries.remove(key);
        entries.put(key, entry);
        Iterator<Entry> oldestFirst = entries.values().iterator();
        Entry oldest = oldestFirst.next();
        while (entries.size() > limit || oldest.time < entry.time - windowMillis) {
            oldestFirst.remove();
            oldest = oldestFirst.next();
        }
    }
}
