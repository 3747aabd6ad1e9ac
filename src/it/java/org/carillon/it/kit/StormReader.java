package org.carillon.it.kit;

import jakarta.json.JsonObject;
import java.net.URL;

/** Subscribes, returns with the last position seen, and expects every number of every writer once and in order. */
final class StormReader extends StormClient {
    private final String channel;
    private final int[] numbers;
    private final int total;
    private volatile String epoch = "";
    private volatile long offset;

    StormReader(URL base, String dialect, String channel, int writers, int total) {
        super(base, dialect);
        this.channel = channel;
        this.numbers = new int[writers];
        this.total = total;
    }

    /** Whether it knows the epoch, so that it misses nothing from then on. */
    boolean subscribed() {
        return !epoch.isEmpty();
    }

    /** How many messages it has. */
    long offset() {
        return offset;
    }

    @Override
    boolean done() {
        return offset >= total;
    }

    @Override
    void welcomed(RawClient socket) {
        String since = subscribed() ? ",\"since\":{\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}" : "";
        socket.text("{\"type\":\"subscribe\",\"id\":1,\"channel\":\"" + channel + "\"" + since + "}");
    }

    @Override
    void arrived(RawClient socket, JsonObject message) {
        switch (message.getString("type")) {
            case "subscribed" -> subscribed(message);
            case "message" -> next(message);
            default -> throw new AssertionError("after " + offset + " came " + message);
        }
    }

    private void subscribed(JsonObject message) {
        if (!subscribed()) {
            if (message.getJsonNumber("offset").longValue() != 0) {
                throw new AssertionError("the channel was used before: " + message);
            }
            epoch = message.getString("epoch");
        } else if (!message.getBoolean("recovered")) {
            throw new AssertionError("after " + offset + " of " + epoch + " nothing was recovered: " + message);
        }
        message.getJsonArray("messages").getValuesAs(JsonObject.class).forEach(this::next);
    }

    private void next(JsonObject message) {
        JsonObject content = message.getJsonObject("content");
        int writer = content.getInt("writer");
        boolean right = message.getString("epoch").equals(epoch)
                && message.getJsonNumber("offset").longValue() == offset + 1
                && content.getInt("number") == numbers[writer] + 1;
        if (!right) {
            throw new AssertionError(
                    "after " + offset + " of " + epoch + ", number " + numbers[writer] + ": " + message);
        }
        numbers[writer]++;
        offset++;
    }
}
