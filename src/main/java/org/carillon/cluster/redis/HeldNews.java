package org.carillon.cluster.redis;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * News that are held back until it is known what came before them. Of publications the oldest are dropped when there
 * are too many: the log has them, and the newest, which is kept, shows that some are missing. Changes of members are in
 * no log and never dropped. Guarded by the monitor of its owner.
 */
final class HeldNews {
    /** How many news are held back, and how many bytes of them. */
    private static final int NEWS = 1000;
    private static final int BYTES = 4 * 1024 * 1024;
    /** How many changes of members are held back. */
    private static final int CHANGES = 10_000;

    private final ArrayDeque<One> all = new ArrayDeque<>();
    private int publications;
    private long bytes;
    /** How many of those had been heard when the question that is under way was asked. */
    private int before;

    private record One(RedisNews.Item item, int bytes) {
        boolean publication() {
            return item instanceof RedisNews.Told;
        }
    }

    /** A question is asked now: what is held was heard before it. */
    void asked() {
        before = all.size();
    }

    /** Holds an item back that came as so many bytes; false if there are more changes of members than can be held. */
    boolean add(RedisNews.Item item, int size) {
        One one = new One(item, size);
        all.addLast(one);
        publications += one.publication() ? 1 : 0;
        bytes += size;
        while ((all.size() > NEWS || bytes > BYTES) && publications > 1) {
            dropOldest();
        }
        return all.size() - publications <= CHANGES;
    }

    private void dropOldest() {
        int place = 0;
        for (Iterator<One> each = all.iterator(); each.hasNext(); place++) {
            One one = each.next();
            if (one.publication()) {
                each.remove();
                gone(one, place);
                return;
            }
        }
    }

    private void gone(One one, int place) {
        publications -= one.publication() ? 1 : 0;
        bytes -= one.bytes;
        before -= place < before ? 1 : 0;
    }

    /** The oldest; null if there is none. */
    RedisNews.@Nullable Item first() {
        One first = all.peekFirst();
        return first == null ? null : first.item;
    }

    /** Whether the oldest was heard before the question that is under way was asked. */
    boolean firstWasBefore() {
        return before > 0;
    }

    /** The oldest is held back no longer. */
    void removeFirst() {
        gone(all.removeFirst(), 0);
    }

    void clear() {
        all.clear();
        publications = 0;
        bytes = 0;
        before = 0;
    }
}
