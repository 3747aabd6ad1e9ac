package org.carillon.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Puts the parts of a binary message together, within a limit in bytes. */
final class BinaryAssembly {
    private final int limit;
    private ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
    private boolean over;

    BinaryAssembly(int limit) {
        this.limit = limit;
    }

    /** Adds a part; the whole message, if this was its last part and it is within the limit. */
    Optional<ByteBuffer> add(ByteBuffer part, boolean last) {
        over |= part.remaining() > limit - parts.size();
        if (over) {
            parts = new ByteArrayOutputStream(0);
            return Optional.empty();
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        parts.writeBytes(bytes);
        if (!last) {
            return Optional.empty();
        }
        ByteBuffer whole = ByteBuffer.wrap(parts.toByteArray());
        parts = new ByteArrayOutputStream(0);
        return Optional.of(whole);
    }

    /** Whether a message was over the limit; then nothing more is taken. */
    boolean over() {
        return over;
    }
}
