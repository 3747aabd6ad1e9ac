package org.carillon.session;

import java.util.function.IntConsumer;

/** A thread that many sockets belong to, and which is best let to use them all in one go. */
public interface EventLoop {

    /**
     * Calls {@code step} there with 0 to {@code count} - 1, in this order, after what it was given before, and then
     * {@code done}. Steps must not wait; between them the loop does its other work. A step that fails is logged, and
     * the next one follows.
     */
    void each(int count, IntConsumer step, Runnable done);
}
