package org.carillon.protocol;

import java.util.List;
import java.util.Optional;

/** The encodings a session may choose by {@code Sec-WebSocket-Protocol}. */
public enum Dialect {
    /** A client that asked for none: one JSON object per text frame, and in the default channel from the start. */
    BARE("", false),
    /** One JSON object per text frame. */
    JSON("carillon.v1.json", false),
    /** One JSON object or more per text frame, separated by line feeds. */
    JSONL("carillon.v1.jsonl", true);

    private static final List<Dialect> ALL = List.of(values());

    private final String subprotocol;
    private final boolean joins;

    Dialect(String subprotocol, boolean joins) {
        this.subprotocol = subprotocol;
        this.joins = joins;
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
        return JsonEncoder.encode(message);
    }

    /** Joins frames, at least one, into a single one; only where {@link #joins} says that it may. */
    public Frame join(List<Frame> frames) {
        return frames.size() == 1 ? frames.get(0) : JsonEncoder.join(frames);
    }
}
