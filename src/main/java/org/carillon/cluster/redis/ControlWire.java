package org.carillon.cluster.redis;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.cluster.ControlMessage;

/** Control messages as JSON, with the instance of the node that says them. */
final class ControlWire {
    private static final String FROM = "from";
    private static final String TYPE = "type";
    private static final String USER = "user";
    private static final String LOGIN = "login";
    private static final String NODE = "node";
    private static final String TIME = "time";
    private static final String JSON = "json";
    private static final String BASE64 = "base64";

    private final JsonBytes json = new JsonBytes();
    private final String instance;

    /**
     * A message and who said it.
     *
     * @param from the instance of the node
     */
    record Said(String from, ControlMessage message) {}

    /** What the node of this instance says. */
    ControlWire(String instance) {
        this.instance = instance;
    }

    byte[] encode(ControlMessage message) {
        JsonObjectBuilder fields = json.object().add(FROM, instance);
        if (message instanceof ControlMessage.Kick kick) {
            fields.add(TYPE, "kick").add(USER, kick.user());
        } else if (message instanceof ControlMessage.EndLogin end) {
            fields.add(TYPE, "end").add(LOGIN, end.login());
        } else if (message instanceof ControlMessage.Logout logout) {
            fields.add(TYPE, "logout").add(LOGIN, logout.httpSession());
        } else if (message instanceof ControlMessage.Recheck recheck) {
            fields.add(TYPE, "recheck").add(USER, recheck.user());
        } else if (message instanceof ControlMessage.Drain drain) {
            fields.add(TYPE, "drain").add(NODE, drain.node());
        } else if (message instanceof ControlMessage.Lift lift) {
            fields.add(TYPE, "lift").add(NODE, lift.node());
        } else if (message instanceof ControlMessage.Notify notify) {
            fields.add(TYPE, "notify").add(USER, notify.user()).add(TIME, notify.time())
                    .add(JSON, notify.content().json()).add(BASE64, notify.content().base64());
        }
        return json.write(fields);
    }

    /** What was said; empty if it cannot be read, for instance since the node that said it is of a later version. */
    Optional<Said> decode(byte[] bytes) {
        try {
            JsonObject fields = json.read(bytes);
            String from = fields.getString(FROM);
            return message(fields).map(message -> new Said(from, message));
        } catch (JsonException | NullPointerException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static Optional<ControlMessage> message(JsonObject fields) {
        return switch (fields.getString(TYPE)) {
            case "kick" -> Optional.of(new ControlMessage.Kick(fields.getString(USER)));
            case "end" -> Optional.of(new ControlMessage.EndLogin(fields.getString(LOGIN)));
            case "logout" -> Optional.of(new ControlMessage.Logout(fields.getString(LOGIN)));
            case "recheck" -> Optional.of(new ControlMessage.Recheck(fields.getString(USER)));
            case "drain" -> Optional.of(new ControlMessage.Drain(fields.getString(NODE)));
            case "lift" -> Optional.of(new ControlMessage.Lift(fields.getString(NODE)));
            case "notify" -> Optional.of(new ControlMessage.Notify(
                    fields.getString(USER), fields.getJsonNumber(TIME).longValueExact(),
                    new Content(fields.getString(JSON), fields.getBoolean(BASE64))));
            default -> Optional.empty();
        };
    }
}
