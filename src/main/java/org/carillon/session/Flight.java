package org.carillon.session;

/** The frames of one queue that are at the container, in the order in which they leave. Guarded by the queue. */
final class Flight {
    private final int[] sizes;
    private int head;
    private int count;
    private int bytes;

    /** An empty flight of at most so many frames. */
    Flight(int frames) {
        sizes = new int[frames];
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
