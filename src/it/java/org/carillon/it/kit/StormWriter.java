package org.carillon.it.kit;

import jakarta.json.JsonObject;
import java.net.URL;

/** Publishes numbered messages and, when it returns, all that were not acknowledged again, by the same keys. */
final class StormWriter extends StormClient {
    /** How many messages may wait for their acknowledgement. */
    private static final int WINDOW = 16;

    private final String channel;
    private final int writer;
    private final int count;
    private int sent;
    private volatile int acked;

    StormWriter(URL base, String channel, int writer, int count) {
        super(base, "carillon.v1.json", "Authorization", "Bearer " + Tokens.of("writer" + writer));
        this.channel = channel;
        this.writer = writer;
        this.count = count;
    }

    @Override
    boolean done() {
        return acked >= count;
    }

    @Override
    void welcomed(RawClient socket) {
        sent = acked;
        fill(socket);
    }

    @Override
    void arrived(RawClient socket, JsonObject message) {
        if (!message.getString("type").equals("ack") || message.getInt("id") != acked + 1) {
            throw new AssertionError("after number " + acked + " came " + message);
        }
        acked++;
        fill(socket);
    }

    private void fill(RawClient socket) {
        while (sent < Math.min(count, acked + WINDOW)) {
            sent++;
            socket.text("{\"type\":\"publish\",\"id\":" + sent + ",\"channel\":\"" + channel + "\",\"key\":\"k" + sent
                    + "\",\"content\":{\"writer\":" + writer + ",\"number\":" + sent + "}}");
        }
    }
}
