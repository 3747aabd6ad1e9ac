package org.carillon.endpoint;

import java.util.Optional;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a text message together, within a limit in bytes. Containers do not hold their own limit when a
 * message comes in several parts or reads, so parts are counted here.
 */
final class TextAssembly {
    private final int limit;
    /** What has come of a message in several parts; absent between messages. */
    private @Nullable StringBuilder parts;
    private final PartCount count;
    private int bytes;
    private int lastPart;
    private boolean over;

    TextAssembly(int limit) {
        this.limit = limit;
        this.count = new PartCount(limit);
    }

    /** Adds a part; the whole message, if this was its last part and it is within the limit. */
    Optional<String> add(String part, boolean last) {
        if (over) {
            return Optional.empty();
        }
        lastPart = Frame.utf8Length(part);
        bytes += lastPart;
        if (bytes > limit || !count.add(last)) {
            over = true;
            parts = null;
            return Optional.empty();
        }
        if (last && parts == null) {
            bytes = 0;
            return Optional.of(part);
        }
        StringBuilder gathered = parts == null ? new StringBuilder() : parts;
        parts = gathered.append(part);
        return last ? Optional.of(whole(gathered)) : Optional.empty();
    }

    /** How many bytes the last part had. */
    int lastPart() {
        return lastPart;
    }

    /** Whether a message was over the limit; then nothing more is taken. */
    boolean over() {
        return over;
    }

    private String whole(StringBuilder gathered) {
        parts = null;
        bytes = 0;
        return gathered.toString();
    }
}
