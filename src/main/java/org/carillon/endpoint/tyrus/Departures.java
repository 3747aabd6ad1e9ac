package org.carillon.endpoint.tyrus;

import jakarta.servlet.http.WebConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Connections that ended so soon after their handshake that its thread may not have left it. Payara would give the
 * request of such a connection to others while that thread still uses it, and both would answer wrongly (its issue
 * 5432); so these connections stay for a moment more. Their clients have been told of the end already.
 */
final class Departures {
    private static final Logger LOG = System.getLogger(Departures.class.getName());
    /** Thousands of times what the thread needs, which may have to wait for a processor. */
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

    private final Queue<LastingConnection> waiting = new ConcurrentLinkedQueue<>();

    /** Ends a connection: now if it is old enough, else later. */
    void end(LastingConnection connection) {
        if (connection.age() >= PATIENCE) {
            leave(connection);
        } else {
            waiting.add(connection);
        }
    }

    /** Ends those that are old enough by now. */
    void sweep() {
        LastingConnection next = waiting.peek();
        while (next != null && next.age() >= PATIENCE && waiting.remove(next)) {
            leave(next);
            next = waiting.peek();
        }
    }

    /** Ends all of them, for there will be no later. */
    void close() {
        LastingConnection next = waiting.poll();
        while (next != null) {
            leave(next);
            next = waiting.poll();
        }
    }

    private static void leave(LastingConnection connection) {
        WebConnection server = connection.server();
        try {
            server.close();
        } catch (Exception e) {
            // Whatever the server thinks of this one, the others have to leave as well.
            LOG.log(Level.DEBUG, "A connection could not be ended", e);
        }
    }
}
