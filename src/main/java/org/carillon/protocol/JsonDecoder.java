package org.carillon.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;

/**
 * Reads what clients send: the only place that knows the names of its fields, whatever their encoding. It never throws;
 * what cannot be read becomes a {@link Command.Invalid} that says why.
 */
public final class JsonDecoder {
    private static final int ID_LIMIT = 64;
    private static final int TEXT_LIMIT = 255;
    private static final int TOKEN_LIMIT = 8192;
    static final int COMMANDS_LIMIT = 1000;
    private static final int HISTORY_LIMIT = 100_000;
    private static final int PARTS_LIMIT = 1_000_000_000;
    /** So that the name of the user's inbox is not longer than a channel's name may be. */
    private static final int USER_LIMIT = 240;
    private static final long OFFSET_LIMIT = (1L << 53) - 1;

    private JsonDecoder() {}

    /** The commands of a text frame: JSON objects after each other, or a text of a client that speaks no protocol. */
    public static List<Command> read(String text) {
        JsonScanner scanner = new JsonScanner(text);
        if (!scanner.more() || text.charAt(scanner.position()) != '{') {
            return List.of(plain(text));
        }
        List<Command> commands = new ArrayList<>(1);
        try {
            while (scanner.more()) {
                if (commands.size() == COMMANDS_LIMIT) {
                    throw tooMany();
                }
                commands.add(command(JsonObject.read(text, scanner)));
            }
        } catch (RefusedException e) {
            commands.add(invalid(Command.NO_ID, e));
        }
        return commands;
    }

    /** The command that the parts of a transfer make together: one object, and nothing else. */
    public static Command whole(String text) {
        try {
            return command(JsonObject.read(text));
        } catch (RefusedException e) {
            return invalid(Command.NO_ID, e);
        }
    }

    /** The same of a command in MessagePack. */
    public static Command whole(byte[] bytes) {
        List<Command> commands = MessagePackDecoder.read(bytes);
        return commands.size() == 1 ? commands.get(0)
                : invalid(Command.NO_ID, JsonObject.malformed("the parts must make one command"));
    }

    /** The command of a binary frame: its bytes are a message to the default channel. */
    public static List<Command> read(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return List.of(message(Command.NO_ID, "", Content.bytes(bytes)));
    }

    /** The refusal of what follows the last command that a frame may have. */
    static RefusedException tooMany() {
        return JsonObject.malformed("a frame may have at most " + COMMANDS_LIMIT + " commands");
    }

    static Command invalid(String id, RefusedException e) {
        return new Command.Invalid(id, e.code(), String.valueOf(e.getMessage()));
    }

    private static Command plain(String text) {
        if (text.equals("ping")) {
            return new Command.Ping(Command.NO_ID, true);
        }
        StringBuilder json = new StringBuilder(text.length() + 2);
        JsonSink.quote(json, text);
        return message(Command.NO_ID, "", Content.json(json.toString()));
    }

    private static Command.Publish message(String id, String channel, Content content) {
        return new Command.Publish(id, channel, Kind.MESSAGE, content, "", "");
    }

    /** The command that an object is, whatever its encoding was. */
    static Command command(JsonObject in) {
        String id = Command.NO_ID;
        try {
            id = id(in);
            if (!in.has("type")) {
                return untyped(in, id);
            }
            return typed(in, id, in.text("type"));
        } catch (RefusedException e) {
            return invalid(id, e);
        }
    }

    private static Command typed(JsonObject in, String id, String type) {
        return switch (type) {
            case "auth", "login" -> new Command.Auth(id, token(in), limited(in, "username"));
            case "ping" -> new Command.Ping(id, false);
            case "pong" -> new Command.Pong(id);
            case "subscribe" -> new Command.Subscribe(
                    id, metricOrChannel(in), position(in, "since"), in.flag("presence"));
            case "unsubscribe" -> new Command.Unsubscribe(id, metricOrChannel(in));
            case "publish" -> publish(in, id, channel(in), Kind.MESSAGE);
            case "message", "data" -> publish(in, id, optionalChannel(in), Kind.MESSAGE);
            case "chat" -> publish(in, id, optionalChannel(in), Kind.CHAT);
            case "presence" -> new Command.Presence(id, channel(in));
            case "history" -> new Command.History(id, channel(in), position(in, "since"), position(in, "before"),
                    in.has("limit") ? (int) in.number("limit", 1, HISTORY_LIMIT) : 0);
            case "send" -> new Command.Send(
                    id, user(in), content(in), limited(in, "key"), in.flag("receipt"));
            case "received" -> new Command.Received(id, channel(in), position(in));
            case "call" -> new Command.Call(id, required(in, "method"), content(in));
            case "chunk" -> new Command.Chunk(
                    id, transfer(in), (int) in.number("index", 0, PARTS_LIMIT), in.flag("last"), part(in));
            default -> new Command.Invalid(id, ErrorCode.UNKNOWN_TYPE,
                    "the type '" + shortened(type) + "' is not known here");
        };
    }

    /** The client that counts its own messages and wants each acknowledged: {@code {id, data, timestamp}}. */
    private static Command untyped(JsonObject in, String id) {
        if (id.isEmpty() || !in.mentions("data")) {
            throw JsonObject.malformed("'type' is missing");
        }
        Content content = in.content("data");
        String data = content.json();
        String timestamp = in.raw("timestamp");
        String when = timestamp.length() <= ID_LIMIT ? timestamp : Fingerprint.of(timestamp);
        String key = id + ' ' + when + ' ' + Fingerprint.of(data);
        return new Command.Publish(id, "", Kind.MESSAGE, content, key, "");
    }

    private static Command publish(JsonObject in, String id, String channel, Kind kind) {
        return new Command.Publish(id, channel, kind, content(in), limited(in, "key"), limited(in, "slot"));
    }

    private static Content content(JsonObject in) {
        if (!in.mentions("content")) {
            throw JsonObject.malformed("'content' is missing");
        }
        return in.content("content");
    }

    private static Optional<Position> position(JsonObject in, String name) {
        return in.has(name) ? Optional.of(position(in.object(name))) : Optional.empty();
    }

    private static Position position(JsonObject in) {
        return new Position(required(in, "epoch"), in.number("offset", 0, OFFSET_LIMIT));
    }

    private static String transfer(JsonObject in) {
        String of = in.text("of");
        if (of.isEmpty() || of.length() > ID_LIMIT) {
            throw JsonObject.malformed("'of' must be a text of 1 to " + ID_LIMIT + " characters");
        }
        return of;
    }

    private static Part part(JsonObject in) {
        String data = in.piece("data");
        if (in.binary("data")) {
            return new Part.Binary(decoded(data));
        }
        return switch (in.text("encoding")) {
            case "" -> new Part.Text(data);
            case "base64" -> new Part.Binary(decoded(data));
            default -> throw JsonObject.malformed("'encoding' must be base64, or be left out");
        };
    }

    private static byte[] decoded(String data) {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw JsonObject.malformed("'data' is not base64: " + e.getMessage());
        }
    }

    private static String user(JsonObject in) {
        String user = required(in, "to");
        if (user.length() > USER_LIMIT || Texts.control(user)) {
            throw JsonObject.malformed(
                    "'to' must be a text of 1 to " + USER_LIMIT + " characters without control characters");
        }
        return user;
    }

    private static String required(JsonObject in, String name) {
        String value = limited(in, name);
        if (value.isEmpty()) {
            throw JsonObject.malformed("'" + name + "' is missing");
        }
        return value;
    }

    private static String id(JsonObject in) {
        if (!in.has("id")) {
            return Command.NO_ID;
        }
        String raw = in.raw("id");
        boolean text = raw.charAt(0) == '"' && in.text("id").length() <= ID_LIMIT;
        boolean number = JsonObject.whole(raw) && Math.abs(Long.parseLong(raw)) < 1L << 53;
        if (!text && !number) {
            throw JsonObject.malformed(
                    "'id' must be a text of at most " + ID_LIMIT + " characters or a whole number up to 2^53-1");
        }
        return raw;
    }

    private static String token(JsonObject in) {
        String token = in.text("token");
        if (token.isEmpty() || token.length() > TOKEN_LIMIT) {
            throw JsonObject.malformed("'token' must be a text of 1 to " + TOKEN_LIMIT + " characters");
        }
        return token;
    }

    private static String metricOrChannel(JsonObject in) {
        if (in.has("channel") || !in.has("metricId")) {
            return channel(in);
        }
        String raw = in.raw("metricId");
        boolean number = raw.charAt(0) == '-' || Character.isDigit(raw.charAt(0));
        return channelName("metric:" + (number ? raw : in.text("metricId")));
    }

    private static String channel(JsonObject in) {
        return channelName(in.text("channel"));
    }

    private static String optionalChannel(JsonObject in) {
        return in.has("channel") ? channel(in) : "";
    }

    private static String channelName(String name) {
        boolean control = Texts.control(name);
        if (name.isEmpty() || name.length() > TEXT_LIMIT || control) {
            throw JsonObject.malformed(
                    "'channel' must be a text of 1 to " + TEXT_LIMIT + " characters without control characters");
        }
        return name;
    }

    private static String limited(JsonObject in, String name) {
        String value = in.text(name);
        if (value.length() > TEXT_LIMIT) {
            throw JsonObject.malformed("'" + name + "' may have at most " + TEXT_LIMIT + " characters");
        }
        return value;
    }

    private static String shortened(String text) {
        if (text.length() <= ID_LIMIT) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(ID_LIMIT - 1));
        return text.substring(0, pair ? ID_LIMIT - 1 : ID_LIMIT) + "…";
    }
}
