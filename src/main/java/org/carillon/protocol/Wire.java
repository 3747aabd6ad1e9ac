package org.carillon.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames as RFC 6455 puts them on the wire, as a server does: whole and without a mask. */
final class Wire {
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final int SHORT_CODE = 126;
    private static final int LONG_CODE = 127;

    private Wire() {}

    static byte[] of(Frame frame) {
        if (!frame.parts().isEmpty()) {
            throw new IllegalStateException("a frame in parts is not sent as a whole");
        }
        byte[] payload = frame.binary() ? frame.data().array() : frame.text().getBytes(StandardCharsets.UTF_8);
        int length = payload.length;
        boolean small = length < SHORT_CODE;
        boolean medium = length <= 0xFFFF;
        int header = 2 + (small ? 0 : medium ? Short.BYTES : Long.BYTES);
        ByteBuffer wire = ByteBuffer.allocate(header + length);
        wire.put((byte) (frame.binary() ? FINAL_BINARY : FINAL_TEXT));
        wire.put((byte) (small ? length : medium ? SHORT_CODE : LONG_CODE));
        if (!small && medium) {
            wire.putShort((short) length);
        } else if (!small) {
            wire.putLong(length);
        }
        return wire.put(payload).array();
    }

    /** The same one after another. */
    static byte[] of(List<Frame> frames) {
        int length = 0;
        for (Frame frame : frames) {
            length += frame.wire().length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (Frame frame : frames) {
            all.put(frame.wire());
        }
        return all.array();
    }
}
