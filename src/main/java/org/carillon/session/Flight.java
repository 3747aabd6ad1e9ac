package org.carillon.session;

/** The frames of one queue that are at the container, in the order in which they leave. Guarded by the queue. */
final class Flight {
    /** Some containers stop reading from a client when more are queued. */
    private static final int FRAMES = 32;

    private final int[] sizes;
    private int head;
    private int count;
    private int bytes;

    /** An empty flight of one frame, or of some. */
    Flight(boolean one) {
        sizes = new int[one ? 1 : FRAMES];
    }

    boolean isEmpty() {
        return count == 0;
    }

    int bytes() {
        return bytes;
    }

    /** Whether a frame of so many bytes may join: any may if there is no other. */
    boolean takes(int size, int limit) {
        return count == 0 || count < sizes.length && bytes + size <= limit;
    }

    void add(int size) {
        int tail = head + count;
        sizes[tail >= sizes.length ? tail - sizes.length : tail] = size;
        count++;
        bytes += size;
    }

    /** The first one has left. */
    void remove() {
        bytes -= sizes[head];
        head = head + 1 == sizes.length ? 0 : head + 1;
        count--;
    }
}
