package org.carillon.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait in one queue: those in order first, then the newest of each slot, in the order in which the
 * slots came. Guarded by the monitor of its queue.
 */
final class Backlog {
    private final ArrayDeque<Frame> ordered = new ArrayDeque<>(2);
    private @Nullable Map<Slot, Frame> latest;
    /** How many parts of the first frame in order were taken, if it is in parts. */
    private int partsTaken;
    private final Weight weight;

    /** An empty backlog in which so many bytes may wait. */
    Backlog(int bound) {
        this.weight = new Weight(bound);
    }

    /** What its frames weigh. */
    Weight weight() {
        return weight;
    }

    /** A slot of a channel, which differs from the same slot of another. */
    record Slot(Feed feed, String name) {}

    boolean isEmpty() {
        return ordered.isEmpty() && (latest == null || latest.isEmpty());
    }

    void add(Frame frame) {
        ordered.add(frame);
        weight.add(frame);
    }

    /** Adds a frame before all others, of which none is taken in part. */
    void unshift(Frame frame) {
        ordered.addFirst(frame);
        weight.add(frame);
    }

    /** Adds the newest frame of a slot; one that waited is replaced, in its place. */
    void put(Slot slot, Frame frame) {
        if (latest == null) {
            latest = new LinkedHashMap<>();
        }
        Frame older = latest.put(slot, frame);
        if (older != null) {
            weight.remove(older);
        }
        weight.add(frame);
    }

    /** The frame that waits in a slot; absent if none does. */
    @Nullable Frame peek(Slot slot) {
        return latest == null ? null : latest.get(slot);
    }

    /** Forgets the slots of a feed that has ended. */
    void forget(Feed feed) {
        if (latest != null) {
            latest.entrySet().removeIf(entry -> {
                boolean forget = entry.getKey().feed == feed;
                if (forget) {
                    weight.remove(entry.getValue());
                }
                return forget;
            });
        }
    }

    void clear() {
        ordered.clear();
        latest = null;
        weight.clear();
        partsTaken = 0;
    }

    /** Takes the first frame, or the next part of it; its bytes count until its last part is taken. */
    Frame take() {
        Frame first = ordered.peek();
        if (first != null && partsTaken + 1 < first.parts().size()) {
            return first.parts().get(partsTaken++);
        }
        Frame taken = first == null ? takeLatest() : ordered.remove();
        weight.remove(taken);
        Frame last = taken.parts().isEmpty() ? taken : taken.parts().get(partsTaken);
        partsTaken = 0;
        return last;
    }

    /**
     * Takes the first frames that may be joined and make up to {@code limit} bytes then, at least one, as a single
     * one. A frame alone, which most are, is handed on without a list around it.
     */
    private Frame takeJoined(Dialect dialect, int limit) {
        Frame first = take();
        List<Frame> frames = first.joinable() ? andMore(first, limit, false) : List.of();
        return frames.isEmpty() ? first : dialect.join(frames);
    }

    /** Takes what leaves next: the first frame, with what may be joined or gathered with it. */
    Frame take(Dialect dialect, boolean gathers, int limit) {
        if (dialect.joins()) {
            return takeJoined(dialect, limit);
        }
        return gathers ? takeGathered(limit) : take();
    }

    /** The same of any frames, which stay frames of their own. */
    private Frame takeGathered(int limit) {
        Frame first = take();
        List<Frame> frames = andMore(first, limit, true);
        return frames.isEmpty() ? first : Frame.gather(frames);
    }

    /** A frame and those that leave with it; empty if none does. */
    private List<Frame> andMore(Frame first, int limit, boolean any) {
        Frame next = peek();
        int sum = first.bytes() + 1;
        if (!follows(next, sum, limit, any)) {
            return List.of();
        }
        List<Frame> frames = new ArrayList<>();
        frames.add(first);
        while (next != null && follows(next, sum, limit, any)) {
            sum += next.bytes() + 1;
            frames.add(take());
            next = peek();
        }
        return frames;
    }

    private static boolean follows(@Nullable Frame next, int sum, int limit, boolean any) {
        return next != null && (any || next.joinable()) && sum + next.bytes() <= limit;
    }

    /** The frame to be taken next, which stays; absent if none waits. */
    @Nullable Frame peek() {
        Frame first = ordered.peek();
        if (first != null && !first.parts().isEmpty()) {
            return first.parts().get(partsTaken);
        }
        return first != null || latest == null || latest.isEmpty() ? first : latest.values().iterator().next();
    }

    private Frame takeLatest() {
        if (latest == null) {
            throw new NoSuchElementException("nothing waits");
        }
        Iterator<Frame> oldest = latest.values().iterator();
        Frame frame = oldest.next();
        oldest.remove();
        return frame;
    }
}
