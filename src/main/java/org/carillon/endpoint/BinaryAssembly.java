package org.carillon.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a binary message together, within a limit in bytes. */
final class BinaryAssembly {
    private final int limit;
    /** What has come of a message in several parts; absent between messages. */
    private @Nullable ByteArrayOutputStream parts;
    private final PartCount count;
    private boolean over;

    BinaryAssembly(int limit) {
        this.limit = limit;
        this.count = new PartCount(limit);
    }

    /** Adds a part; the whole message, if this was its last part and it is within the limit. */
    Optional<ByteBuffer> add(ByteBuffer part, boolean last) {
        over |= part.remaining() > limit - (parts == null ? 0 : parts.size()) || !count.add(last);
        if (over) {
            parts = null;
            return Optional.empty();
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        if (last && parts == null) {
            return Optional.of(ByteBuffer.wrap(bytes));
        }
        ByteArrayOutputStream gathered = parts == null ? new ByteArrayOutputStream() : parts;
        gathered.writeBytes(bytes);
        parts = last ? null : gathered;
        return last ? Optional.of(ByteBuffer.wrap(gathered.toByteArray())) : Optional.empty();
    }

    /** Whether a message was over the limit; then nothing more is taken. */
    boolean over() {
        return over;
    }
}
