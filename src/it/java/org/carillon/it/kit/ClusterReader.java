package org.carillon.it.kit;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.Arrays;

/**
 * Subscribes, returns with the last position seen, and expects every number of every writer once and in order. Numbers
 * may be missing, or the last of a writer come again, only where it is told that nothing could be recovered, because
 * the epoch is another one.
 */
final class ClusterReader extends StormClient {
    private final String channel;
    private final int[] numbers;
    private final boolean[] anew;
    private String epoch = "";
    private long offset;
    private volatile int breaks;
    private volatile boolean subscribed;
    private volatile boolean done;

    ClusterReader(URL base, String dialect, String channel, int writers) {
        super(base, dialect);
        this.channel = channel;
        this.numbers = new int[writers];
        this.anew = new boolean[writers];
    }

    /** Whether it knows where the channel is, so that it misses nothing from then on. */
    boolean subscribed() {
        return subscribed;
    }

    /** How often it was told that nothing could be recovered. */
    int breaks() {
        return breaks;
    }

    /** Whether it has the last number of each writer. */
    synchronized boolean has(int[] last) {
        return Arrays.equals(numbers, last);
    }

    /** Ends it at its next message. */
    void finish() {
        done = true;
    }

    @Override
    boolean done() {
        return done;
    }

    @Override
    void welcomed(RawClient socket) {
        String since = subscribed ? ",\"since\":{\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}" : "";
        socket.text("{\"type\":\"subscribe\",\"id\":1,\"channel\":\"" + channel + "\"" + since + "}");
    }

    @Override
    void arrived(RawClient socket, JsonObject message) {
        switch (message.getString("type")) {
            case "subscribed" -> subscribed(message);
            case "message" -> next(message);
            case "unsubscribed" -> welcomed(socket); // something was lost on the way to its node: it asks for it
            case "error" -> refused(socket, message);
            default -> throw new AssertionError("after " + offset + " came " + message);
        }
    }

    /** The store is away: it comes back with a new session, as a client does after a while. */
    private static void refused(RawClient socket, JsonObject message) {
        if (!message.getString("code").equals("unavailable") || !message.getBoolean("retry")) {
            throw new AssertionError("refused: " + message);
        }
        socket.close();
    }

    private synchronized void subscribed(JsonObject message) {
        if (subscribed && !message.getBoolean("recovered")) {
            if (message.getString("epoch").equals(epoch)) {
                throw new AssertionError("nothing was recovered in the same epoch, after " + offset + ": " + message);
            }
            breaks++;
            Arrays.fill(anew, true);
        }
        if (!subscribed || !message.getBoolean("recovered")) {
            epoch = message.getString("epoch");
            offset = message.getJsonNumber("offset").longValue();
            subscribed = true;
        }
        message.getJsonArray("messages").getValuesAs(JsonObject.class).forEach(this::next);
    }

    private synchronized void next(JsonObject message) {
        JsonObject content = message.getJsonObject("content");
        int writer = content.getInt("writer");
        int number = content.getInt("number");
        boolean follows = anew[writer] ? number >= numbers[writer] : number == numbers[writer] + 1;
        boolean right = message.getString("epoch").equals(epoch)
                && message.getJsonNumber("offset").longValue() == offset + 1;
        if (!follows || !right) {
            throw new AssertionError(
                    "after " + offset + " of " + epoch + ", number " + numbers[writer] + ": " + message);
        }
        anew[writer] = false;
        numbers[writer] = number;
        offset++;
    }
}
