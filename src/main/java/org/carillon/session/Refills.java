package org.carillon.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What fills a queue again when it is empty, one at a time: the pages of those that catch up. Guarded by the queue.
 */
final class Refills {
    private @Nullable ArrayDeque<Runnable> waiting;
    private boolean busy;

    void add(Runnable refill) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        waiting.add(refill);
    }

    /** Whether one may start. */
    boolean ready() {
        return !busy && waiting != null;
    }

    /** Takes the one that starts. */
    Runnable start() {
        if (waiting == null) {
            throw new IllegalStateException("nothing waits to refill");
        }
        Runnable first = waiting.remove();
        if (waiting.isEmpty()) {
            waiting = null;
        }
        busy = true;
        return first;
    }

    void done() {
        busy = false;
    }

    void clear() {
        waiting = null;
    }
}
