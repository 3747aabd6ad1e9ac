package org.carillon.session;

import org.jspecify.annotations.Nullable;

/** The frames of one queue that are at the container, in the order in which they leave. Guarded by the queue. */
final class Flight {
    /** Some containers stop reading from a client when more are queued. */
    private static final int FRAMES = 32;

    /** Of each frame; absent if there is only one at a time, whose size is all bytes. */
    private final int @Nullable [] sizes;
    private int head;
    private int count;
    private int bytes;

    /** An empty flight of one frame, or of some. */
    Flight(boolean one) {
        sizes = one ? null : new int[FRAMES];
    }

    boolean isEmpty() {
        return count == 0;
    }

    int bytes() {
        return bytes;
    }

    /** Whether a frame of so many bytes may join: any may if there is no other. */
    boolean takes(int size, int limit) {
        return count == 0 || sizes != null && count < sizes.length && bytes + size <= limit;
    }

    void add(int size) {
        if (sizes != null) {
            int tail = head + count;
            sizes[tail >= sizes.length ? tail - sizes.length : tail] = size;
        }
        count++;
        bytes += size;
    }

    /** The first one has left. */
    void remove() {
        if (sizes == null) {
            bytes = 0;
        } else {
            bytes -= sizes[head];
            head = head + 1 == sizes.length ? 0 : head + 1;
        }
        count--;
    }
}
