package org.carillon.endpoint.tyrus;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Command;
import org.glassfish.tyrus.spi.ReadHandler;

/**
 * Reads a client's frames: hands over whole messages in one small frame, and pongs, and gives everything else, byte for
 * byte, to Tyrus: fragments, large frames, pings that are to be answered, closes and whatever is not right. Called by
 * one thread at a time.
 */
final class Inbound implements ReadHandler {
    /** A frame that is larger is Tyrus's, unless all of it is there at once. */
    private static final int SMALL = 16 * 1024;
    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LONG_CODE = 127;

    /**
     * How much is read after the session's end, for the client's answer to the close is among it. Grizzly cannot be
     * told to rest, and an end with bytes unread is a reset, which may take our close from a client that is about to
     * read it.
     */
    static final int AFTERWARDS = 8 * 1024 * 1024;

    private final ReadHandler tyrus;
    private final TyrusSocket socket;
    /** How many bytes are still to come of a frame that Tyrus gets in pieces. */
    private int passing;
    /** Whether the message under way comes in several frames. */
    private boolean fragments;
    /** Whether Tyrus reads everything: the client has closed or broken the protocol, or nobody listens. */
    private boolean over;
    private int afterwards = AFTERWARDS;

    Inbound(ReadHandler tyrus, TyrusSocket socket) {
        this.tyrus = tyrus;
        this.socket = socket;
    }

    /** Reads what has come; what is left in the buffer is the beginning of a small frame, and comes again with more. */
    @Override
    public void handle(ByteBuffer data) {
        if (socket.ended() && !readAfterwards(data)) {
            return;
        }
        Incoming incoming = socket.incoming();
        over |= incoming == null;
        boolean more = true;
        while (more && data.hasRemaining()) {
            if (over || incoming == null) {
                pass(data, data.remaining());
            } else if (passing > 0) {
                int part = Math.min(passing, data.remaining());
                passing -= part;
                pass(data, part);
            } else {
                more = next(data, incoming);
            }
        }
    }

    /** Counts what comes after the session's end; false, if it was too much: then the connection ends. */
    private boolean readAfterwards(ByteBuffer data) {
        if (afterwards < data.remaining()) {
            afterwards = 0;
            data.position(data.limit());
            socket.close();
            return false;
        }
        afterwards -= data.remaining();
        return true;
    }

    /** Reads a frame, or finds out who reads it; false if it has not come far enough. */
    private boolean next(ByteBuffer data, Incoming incoming) {
        int at = data.position();
        if (data.remaining() < 2) {
            return false;
        }
        int first = data.get(at);
        int second = data.get(at + 1);
        if ((first & RESERVED) != 0 || (second & MASKED) == 0) {
            over = true;
            return true;
        }
        int code = second & ~MASKED & 0xFF;
        int header = header(code);
        if (data.remaining() < header) {
            return false;
        }
        long length = length(data, at, code);
        over = length < 0 || length > Integer.MAX_VALUE - header;
        return over || whole(data, first, header, (int) length, incoming);
    }

    /** Reads a frame whose header has come; false if it is worth waiting for the rest. */
    private boolean whole(ByteBuffer data, int first, int header, int length, Incoming incoming) {
        int size = header + length;
        boolean there = data.remaining() >= size;
        boolean plain = plain(first, length);
        if (plain && !there && size <= SMALL) {
            return false;
        }
        if (!plain || !there || !delivered(data, first & OPCODE, header, length, incoming)) {
            leave(first, size);
        }
        return true;
    }

    /** Whether it is a whole message, a ping or a pong. */
    private boolean plain(int first, int length) {
        return switch (first & (FIN | OPCODE)) {
            case FIN | TEXT, FIN | BINARY -> !fragments;
            case FIN | PING, FIN | PONG -> length < LONG_CODE - 1;
            default -> false;
        };
    }

    private static int header(int code) {
        int extended = code < LONG_CODE - 1 ? 0 : code == LONG_CODE ? Long.BYTES : Short.BYTES;
        return 2 + extended + Integer.BYTES;
    }

    private static long length(ByteBuffer data, int at, int code) {
        if (code < LONG_CODE - 1) {
            return code;
        }
        return code == LONG_CODE ? data.getLong(at + 2) : data.getShort(at + 2) & 0xFFFF;
    }

    /** Leaves a frame to Tyrus. */
    private void leave(int first, int size) {
        int opcode = first & OPCODE;
        if (opcode <= BINARY) {
            fragments = (first & FIN) == 0;
        }
        over |= opcode == CLOSE;
        passing = size;
    }

    private void pass(ByteBuffer data, int bytes) {
        ByteBuffer part = data.slice(data.position(), bytes);
        data.position(data.position() + bytes);
        tyrus.handle(part);
    }

    /** Delivers a plain frame; false if it is not right. */
    private static boolean delivered(ByteBuffer data, int opcode, int header, int length, Incoming incoming) {
        int at = data.position();
        if (opcode == PING || opcode == PONG) {
            return controlled(data, opcode, header + length, incoming);
        }
        byte[] payload = Payload.unmasked(data, at + header, length);
        String text = opcode == TEXT ? Payload.text(payload) : "";
        if (text == null) {
            return false;
        }
        data.position(at + header + length);
        carryOut(incoming, () -> opcode == TEXT
                ? incoming.text(text, true) : incoming.binary(ByteBuffer.wrap(payload), true));
        return true;
    }

    /** Takes a control frame; false for a ping that is to be answered, which Tyrus does. */
    private static boolean controlled(ByteBuffer data, int opcode, int size, Incoming incoming) {
        if (opcode == PING && incoming.pinged()) {
            return false;
        }
        if (opcode == PONG) {
            incoming.ponged();
        }
        data.position(data.position() + size);
        return true;
    }

    /** As Tyrus calls the endpoint: what fails is reported to it. */
    private static void carryOut(Incoming incoming, Supplier<List<Command>> message) {
        try {
            incoming.carryOut(message.get());
        } catch (RuntimeException | Error e) {
            incoming.failed(e);
        }
    }
}
