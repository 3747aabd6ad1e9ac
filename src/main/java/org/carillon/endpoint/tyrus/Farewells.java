package org.carillon.endpoint.tyrus;

import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The connections of sessions that have ended: Tyrus leaves it to the client to end them, so those that are there after
 * a while are cut.
 */
final class Farewells {
    /** How long a client may take to answer a close. */
    static final long PATIENCE_MILLIS = 5000;

    private final Clock clock;
    private final Queue<Farewell> waiting = new ConcurrentLinkedQueue<>();

    /** A connection, and since when its session is over. */
    private record Farewell(TyrusSocket socket, long since) {}

    Farewells(Clock clock) {
        this.clock = clock;
    }

    /** A session has ended now. */
    void add(TyrusSocket socket) {
        waiting.add(new Farewell(socket, clock.millis()));
    }

    /** Cuts what is due. Called by one thread at a time. */
    void sweep() {
        long now = clock.millis();
        for (Farewell first = waiting.peek(); first != null && due(first, now); first = waiting.peek()) {
            waiting.remove();
            first.socket.cut();
        }
    }

    /** A clock that was set back must not keep connections until it has caught up. */
    private static boolean due(Farewell farewell, long now) {
        return Math.abs(now - farewell.since) >= PATIENCE_MILLIS;
    }
}
