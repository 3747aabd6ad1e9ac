package org.carillon.session;

import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of frames that wait. Those larger than the bound are counted apart: two of them may wait besides what the
 * bound allows, so that a large message, or one after another, closes nobody who reads. Guarded by the monitor of its
 * queue.
 */
final class Weight {
    private static final int LARGE_FRAMES = 2;

    private final int bound;
    private int small;
    private int large;
    private int largeFrames;

    /** No frames. */
    Weight(int bound) {
        this.bound = bound;
    }

    void add(Frame frame) {
        count(frame, 1);
    }

    void remove(Frame frame) {
        count(frame, -1);
    }

    private void count(Frame frame, int sign) {
        if (large(frame)) {
            large += sign * frame.bytes();
            largeFrames += sign;
        } else {
            small += sign * frame.bytes();
        }
    }

    void clear() {
        small = 0;
        large = 0;
        largeFrames = 0;
    }

    /** Whether one more frame may wait here, besides those at {@code other}, and instead of one that waits here. */
    boolean fits(Frame frame, @Nullable Frame replaced, Weight other) {
        int free = replaced == null || large(replaced) ? 0 : replaced.bytes();
        int gone = replaced != null && large(replaced) ? 1 : 0;
        return large(frame)
                ? largeFrames + other.largeFrames - gone < LARGE_FRAMES
                : small + other.small - free <= bound - frame.bytes();
    }

    /** How many bytes may still wait here and at {@code other}, besides a large frame. */
    int room(Weight other) {
        return Math.max(0, bound - small - other.small);
    }

    /** The bytes of all frames. */
    int bytes() {
        return small + large;
    }

    private boolean large(Frame frame) {
        return frame.bytes() > bound;
    }
}
