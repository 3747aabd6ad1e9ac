package org.carillon.cluster.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.h2.mvstore.Cursor;

/** Reads a part of a stream's log, while publications may be added and dropped. */
final class LogReader {
    private final Tables tables;
    private final Stream stream;
    /** The end of what is settled, and so of what is read. */
    private final Position end;
    private final long oldest;

    /** A reader of what was accepted at or after {@code oldest}, in epoch milliseconds, up to {@code end}. */
    LogReader(Tables tables, Stream stream, Position end, long oldest) {
        this.tables = tables;
        this.stream = stream;
        this.end = end;
        this.oldest = oldest;
    }

    /**
     * Reads.
     *
     * @throws StoreException if a publication is missing or damaged
     */
    Slice read(Range range) {
        long first = young(stream.first());
        long from = Math.max(range.after() + 1, first);
        long to = Math.min(range.before() - 1, end.offset());
        List<Publication> some = from > to || range.messages() == 0 ? List.of() : some(from, to, range);
        // What was dropped meanwhile is no longer vouched for.
        long now = Math.min(Math.max(first, stream.first()), end.offset() + 1);
        List<Publication> kept = some.stream().filter(p -> p.position().offset() >= now).toList();
        if (!whole(kept)) {
            throw new StoreException("A publication of " + stream.channel() + " is missing");
        }
        return new Slice(end, now, kept);
    }

    /** The first offset that is not too old: those of a log are in the order of their times. */
    private long young(long first) {
        if (first > end.offset() || !old(first)) {
            return Math.min(first, end.offset() + 1);
        }
        long known = first;
        long after = end.offset() + 1;
        while (after - known > 1) {
            long middle = (known + after) >>> 1;
            if (old(middle)) {
                known = middle;
            } else {
                after = middle;
            }
        }
        return after;
    }

    private boolean old(long offset) {
        MessageKey key = new MessageKey(stream.id(), offset);
        byte[] value = tables.messages().get(key);
        return value == null || StoredMessage.read(key, value).time() < oldest;
    }

    private List<Publication> some(long from, long to, Range range) {
        MessageKey low = new MessageKey(stream.id(), from);
        MessageKey high = new MessageKey(stream.id(), to);
        Cursor<MessageKey, byte[]> cursor = range.latest()
                ? tables.messages().cursor(high, low, true)
                : tables.messages().cursor(low, high, false);
        List<Publication> some = new ArrayList<>();
        long sum = 0;
        while (cursor.hasNext() && some.size() < range.messages()) {
            MessageKey key = cursor.next();
            StoredMessage message = StoredMessage.read(key, cursor.getValue());
            sum += message.weight();
            if (!some.isEmpty() && sum > range.bytes()) {
                break;
            }
            some.add(message.publication(stream.channel(), new Position(end.epoch(), key.offset())));
        }
        if (range.latest()) {
            Collections.reverse(some);
        }
        return some;
    }

    private static boolean whole(List<Publication> some) {
        return some.isEmpty() || some.get(some.size() - 1).position().offset() - some.get(0).position().offset()
                == some.size() - 1;
    }
}
