package org.carillon.it.kit;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes numbered messages, each when the one before is acknowledged, and the same again by the same key when that
 * is unknown or the store was away.
 */
final class ClusterWriter extends StormClient {
    /** A writer's pace: as fast as it can, it would take the processors from the servers that are started meanwhile. */
    private static final long PAUSE_NANOS = 10_000_000;

    private final String channel;
    private final int writer;
    private volatile int acked;
    private volatile boolean finishing;
    private volatile boolean done;

    ClusterWriter(URL base, String channel, int writer) {
        super(base, "carillon.v1.json", "Authorization", "Bearer " + Tokens.of("writer" + writer));
        this.channel = channel;
        this.writer = writer;
    }

    /** How many are acknowledged. */
    int acked() {
        return acked;
    }

    /** Sends no more; done when what is under way is acknowledged. */
    void finish() {
        finishing = true;
    }

    @Override
    boolean done() {
        return done;
    }

    @Override
    void welcomed(RawClient socket) {
        publish(socket);
    }

    @Override
    void arrived(RawClient socket, JsonObject message) {
        if (message.getString("type").equals("error")) {
            if (!message.getString("code").equals("unavailable") || !message.getBoolean("retry")) {
                throw new AssertionError("number " + (acked + 1) + " was refused: " + message);
            }
            socket.close();
        } else if (message.getString("type").equals("ack") && message.getInt("id") == acked + 1) {
            acked++;
            done = finishing;
            LockSupport.parkNanos(PAUSE_NANOS);
            publish(socket);
        } else {
            throw new AssertionError("after number " + acked + " came " + message);
        }
    }

    private void publish(RawClient socket) {
        if (!done) {
            int number = acked + 1;
            socket.text("{\"type\":\"publish\",\"id\":" + number + ",\"channel\":\"" + channel + "\",\"key\":\"k"
                    + number + "\",\"content\":{\"writer\":" + writer + ",\"number\":" + number + "}}");
        }
    }
}
