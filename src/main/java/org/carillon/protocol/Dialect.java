package org.carillon.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.carillon.ErrorCode;

/** The encodings a session may choose by {@code Sec-WebSocket-Protocol}. */
public enum Dialect {
    /** A client that asked for none: one JSON object per text frame, and in the default channel from the start. */
    BARE("", false, false),
    /** One JSON object per text frame. */
    JSON("carillon.v1.json", false, false),
    /** One JSON object or more per text frame, separated by line feeds. */
    JSONL("carillon.v1.jsonl", true, false),
    /** One MessagePack map or more per binary frame, after each other. */
    MSGPACK("carillon.v1.msgpack", true, true);

    private static final List<Dialect> ALL = List.of(values());

    private final String subprotocol;
    private final boolean joins;
    private final boolean binary;

    Dialect(String subprotocol, boolean joins, boolean binary) {
        this.subprotocol = subprotocol;
        this.joins = joins;
        this.binary = binary;
    }

    /** How many dialects there are; ordinals are below. */
    public static int count() {
        return ALL.size();
    }

    /** The name in {@code Sec-WebSocket-Protocol}; empty for {@link #BARE}. */
    public String subprotocol() {
        return subprotocol;
    }

    /** Whether messages may share a frame; its clients also get pings as messages, since scripts see no others. */
    public boolean joins() {
        return joins;
    }

    /** Whether its frames are bytes; messages are encoded alike in all dialects of text, and in all of bytes. */
    public boolean binary() {
        return binary;
    }

    /** The dialect of a negotiated subprotocol; an empty or unknown name is {@link #BARE}. */
    public static Dialect of(String subprotocol) {
        return ALL.stream().filter(d -> d.subprotocol.equals(subprotocol)).findFirst().orElse(BARE);
    }

    /** The first of the names offered by a client that is a dialect. */
    public static Optional<String> choose(List<String> offered) {
        return offered.stream().filter(name -> of(name) != BARE).findFirst();
    }

    /** Encodes one message. */
    public Frame encode(ServerMessage message) {
        return binary ? MessageWriter.messagePack(message) : MessageWriter.json(message);
    }

    /** Joins frames, at least one, into a single one; only where {@link #joins} says that it may. */
    public Frame join(List<Frame> frames) {
        return frames.size() == 1 ? frames.get(0) : Frame.join(frames);
    }

    /** The commands of a text frame, at least one. */
    public List<Command> read(String text) {
        return binary
                ? List.of(new Command.Invalid(Command.NO_ID, ErrorCode.MALFORMED,
                        "a text frame is not part of " + subprotocol + ", send MessagePack in binary frames"))
                : JsonDecoder.read(text);
    }

    /** The commands of a binary frame, at least one. */
    public List<Command> read(ByteBuffer buffer) {
        if (!binary) {
            return JsonDecoder.read(buffer);
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return MessagePackDecoder.read(bytes);
    }
}
