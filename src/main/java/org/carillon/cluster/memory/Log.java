package org.carillon.cluster.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.node.Retention;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** The last publications of one stream, in a ring that grows as needed. Guarded by whoever owns it. */
final class Log {
    private static final int ROOM = 8;

    private @Nullable Publication[] ring = new Publication[0];
    private int head;
    private int size;
    private long bytes;

    /** How many bytes the contents have. */
    long bytes() {
        return bytes;
    }

    /** Appends the publication that follows the last one. */
    void add(Publication publication, Retention retention) {
        if (!retention.keeps()) {
            return;
        }
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) % ring.length] = publication;
        bytes += weight(publication);
        while (size > retention.messages() || bytes > retention.bytes() && size > 1) {
            drop();
        }
        expire(publication.time(), retention);
    }

    /** Drops what is older than the retention allows at {@code now}, in epoch milliseconds. */
    void expire(long now, Retention retention) {
        long oldest = now - retention.age().toMillis();
        while (size > 0 && at(0).time() < oldest) {
            drop();
        }
    }

    /** Drops all but the newest, and that one too if it is larger than the log should be. */
    void shrink(Retention retention) {
        while (size > 1 || size == 1 && bytes > retention.bytes()) {
            drop();
        }
    }

    /** A part; {@code end} is the end of the stream. */
    Slice slice(Position end, Range range) {
        long first = end.offset() - size + 1;
        // A client names the offsets, so they may be anything.
        int from = (int) Math.min(Math.max(range.after() + 1 - first, 0), size);
        int to = (int) Math.max(Math.min(range.before() - first, size), 0);
        List<Publication> some = range.latest() ? last(from, to, range) : first(from, to, range);
        return new Slice(end, first, some);
    }

    private List<Publication> first(int from, int to, Range range) {
        List<Publication> some = new ArrayList<>();
        long sum = 0;
        for (int i = from; i < to && fits(some, range, sum += weight(at(i))); i++) {
            some.add(at(i));
        }
        return some;
    }

    private List<Publication> last(int from, int to, Range range) {
        List<Publication> some = new ArrayList<>();
        long sum = 0;
        for (int i = to - 1; i >= from && fits(some, range, sum += weight(at(i))); i--) {
            some.add(at(i));
        }
        Collections.reverse(some);
        return some;
    }

    private static boolean fits(List<Publication> some, Range range, long sum) {
        return some.size() < range.messages() && (some.isEmpty() || sum <= range.bytes());
    }

    private Publication at(int index) {
        Publication publication = ring[(head + index) % ring.length];
        if (publication == null) {
            throw new IllegalStateException("the ring has a hole at " + index + " of " + size);
        }
        return publication;
    }

    private void drop() {
        bytes -= weight(at(0));
        ring[head] = null;
        head = (head + 1) % ring.length;
        size--;
    }

    private void grow() {
        @Nullable Publication[] larger = new Publication[Math.max(ROOM, 2 * ring.length)];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        head = 0;
    }

    private static long weight(Publication publication) {
        return Frame.utf8Length(publication.content().json());
    }
}
