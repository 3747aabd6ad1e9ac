package org.carillon.endpoint.tyrus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a client sends them, one after another. */
final class ClientFrames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final byte[] MASK = {0x12, (byte) 0x93, 0x04, (byte) 0xF5};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClientFrames text(String text) {
        return frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    ClientFrames frame(int opcode, boolean last, byte... payload) {
        return frame(opcode | (last ? 0x80 : 0), payload);
    }

    /** A frame whose first byte is given. */
    ClientFrames frame(int first, byte[] payload) {
        bytes.write(first);
        if (payload.length < 126) {
            bytes.write(payload.length | 0x80);
        } else if (payload.length < 1 << 16) {
            bytes.write(126 | 0x80);
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            bytes.write(127 | 0x80);
            bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        bytes.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return this;
    }

    ClientFrames raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
