package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.testing.FakeTransport;
import org.jspecify.annotations.Nullable;

/**
 * A client that goes by the protocol's rules and by nothing else, and fails where the server breaks one: it takes what
 * has left the server, notes how far it is in each channel, and comes back with that.
 */
final class ModelClient {
    private final String name;
    private final Dialect dialect;
    private final Truth truth;
    private final Map<String, Stream> streams = new HashMap<>();
    private Node.@Nullable Client client;
    private int ids;
    private int taken;

    /** What a client cannot know: whether a log still vouches. */
    interface Truth {
        boolean vouches(String channel, Position since);
    }

    private enum State { OUT, RECOVERING, LIVE }

    /** What the client asked for by one command. */
    private record Asked(String channel, Optional<Position> since) {}

    /** One channel as the client knows it. */
    private static final class Stream {
        private State state = State.OUT;
        private boolean wanted;
        private @Nullable Position position;
        private String recovering = "";
    }

    private final Map<String, Asked> asked = new HashMap<>();

    ModelClient(String name, Dialect dialect, Truth truth) {
        this.name = name;
        this.dialect = dialect;
        this.truth = truth;
    }

    private Stream stream(String channel) {
        return streams.computeIfAbsent(channel, key -> new Stream());
    }

    /** Subscribes from the last position seen on, if there is one and it is wanted; connects first if it has to. */
    void subscribe(Node node, String channel, boolean recover) {
        stream(channel).wanted = true;
        if (client == null) {
            comeBack(node);
        } else {
            ask(node, client.session(), channel, recover);
        }
    }

    private void ask(Node node, ClientSession session, String channel, boolean recover) {
        Optional<Position> since = recover ? Optional.ofNullable(stream(channel).position) : Optional.empty();
        String id = Integer.toString(++ids);
        asked.put(id, new Asked(channel, since));
        session.reply(node.service.subscribe(session, id, channel, since, false), (answer, failure) -> {
            if (answer == null) {
                session.send(new ServerMessage.Refusal(id, ErrorCode.UNAVAILABLE, String.valueOf(failure)));
            } else {
                answer.run();
            }
        });
    }

    /** Unsubscribes, if it has subscribed. */
    void unsubscribe(Node node, String channel) {
        Stream stream = stream(channel);
        if (client != null && stream.wanted) {
            stream.wanted = false;
            String id = Integer.toString(++ids);
            asked.put(id, new Asked(channel, Optional.empty()));
            try {
                node.service.unsubscribe(client.session(), id, channel);
            } catch (RefusedException e) {
                asked.remove(id);
                assertThat(e.code()).as("the server has broken it off").isEqualTo(ErrorCode.NOT_SUBSCRIBED);
            }
        }
    }

    /** The connection breaks: what had not left is lost. */
    void drop(Node node) {
        if (client != null) {
            node.end(client);
            client = null;
            asked.clear();
            streams.values().forEach(stream -> stream.state = State.OUT);
        }
    }

    /** The connection breaks, and the client comes back to all channels that it was in. */
    void comeBack(Node node) {
        drop(node);
        Node.Client open = node.open(name, dialect, FakeTransport.later());
        client = open;
        taken = 0;
        streams.forEach((channel, stream) -> {
            if (stream.wanted) {
                ask(node, open.session(), channel, true);
            }
        });
    }

    /** Up to so many frames leave the server and arrive; whether any did. */
    boolean take(int frames) {
        int count = client == null ? 0 : Math.min(frames, client.socket().underWay());
        for (int i = 0; i < count; i++) {
            FakeTransport socket = client.socket();
            String text = socket.frames().get(taken++).text();
            text.lines().forEach(this::arrived);
            socket.complete();
        }
        return count > 0;
    }

    /** Why the server closed the connection; empty if it did not. */
    List<Disconnect> closes() {
        return client == null ? List.of() : client.socket().closes();
    }

    /** Whether it is connected, for all that it can know. */
    boolean open() {
        return client != null && closes().isEmpty();
    }

    /** Everything that it wants is live and complete up to these positions. */
    void assertArrived(Map<String, Position> ends) {
        streams.forEach((channel, stream) -> {
            if (stream.wanted) {
                assertThat(stream.state).as("%s in %s", name, channel).isEqualTo(State.LIVE);
                assertThat(stream.position).as("%s in %s", name, channel).isEqualTo(ends.get(channel));
            }
        });
        assertThat(asked).as("commands without an answer").isEmpty();
    }

    private void arrived(String text) {
        JsonObject message;
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            message = reader.readObject();
        }
        if (message.getString("type").equals("error")) {
            out(asked.remove(message.get("id").toString()).channel());
            return;
        }
        Stream stream = stream(message.getString("channel"));
        switch (message.getString("type")) {
            case "message" -> {
                assertThat(stream.state).as("live when %s comes", text).isEqualTo(State.LIVE);
                next(stream, message);
            }
            case "subscribed" -> subscribed(stream, message);
            case "unsubscribed" -> unsubscribed(stream, message);
            default -> throw new AssertionError("came: " + text);
        }
    }

    private void subscribed(Stream stream, JsonObject message) {
        String id = message.get("id").toString();
        if (!stream.recovering.equals(id)) {
            Asked question = asked.remove(id);
            assertThat(question).as("what %s answers", message).isNotNull();
            assertThat(message.containsKey("recovered")).isEqualTo(question.since().isPresent());
            if (question.since().isEmpty() && stream.state != State.OUT) {
                assertThat(message.getJsonArray("messages")).isEmpty();
                return;
            }
            begin(stream, question, message);
        }
        message.getJsonArray("messages").getValuesAs(JsonObject.class).forEach(item -> next(stream, item));
        assertThat(position(message)).as("reached by %s", message).isEqualTo(stream.position);
        boolean more = message.getBoolean("more", false);
        stream.recovering = more ? id : "";
        stream.state = more ? State.RECOVERING : State.LIVE;
    }

    private void begin(Stream stream, Asked question, JsonObject message) {
        if (message.getBoolean("recovered", false)) {
            stream.position = question.since().orElseThrow();
            return;
        }
        assertThat(message.getJsonArray("messages")).as("all or nothing").isEmpty();
        assertThat(message.containsKey("more")).isFalse();
        question.since().ifPresent(since -> assertThat(truth.vouches(question.channel(), since))
                .as("the log vouches for what follows %s, but came: %s", since, message).isFalse());
        stream.position = position(message);
    }

    private void unsubscribed(Stream stream, JsonObject message) {
        String code = message.getString("code", "");
        if (code.isEmpty()) {
            assertThat(asked.remove(message.get("id").toString())).as("what %s answers", message).isNotNull();
        } else {
            assertThat(stream.state).as("recovering when %s comes", message).isEqualTo(State.RECOVERING);
        }
        out(message.getString("channel"));
        if (code.equals("unrecoverable")) {
            assertThat(truth.vouches(message.getString("channel"), stream.position)).as("vouched for").isFalse();
            stream.position = null;
        }
    }

    /** It is subscribed no longer, and waits for no more unless it has asked again. */
    private void out(String channel) {
        Stream stream = stream(channel);
        stream.state = State.OUT;
        stream.recovering = "";
        stream.wanted &= asked.values().stream().anyMatch(other -> other.channel.equals(channel));
    }

    private static void next(Stream stream, JsonObject item) {
        Position before = stream.position;
        assertThat(before).as("where it is when %s comes", item).isNotNull();
        assertThat(position(item)).as("after %s", before).isEqualTo(new Position(before.epoch(), before.offset() + 1));
        stream.position = position(item);
    }

    private static Position position(JsonObject item) {
        return new Position(item.getString("epoch"), item.getJsonNumber("offset").longValue());
    }
}
