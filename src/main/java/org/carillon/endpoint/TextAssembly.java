package org.carillon.endpoint;

import java.util.Optional;
import org.carillon.protocol.Frame;

/**
 * Puts the parts of a text message together, within a limit in bytes. Containers do not hold their own limit when a
 * message comes in several parts or reads, so parts are counted here.
 */
final class TextAssembly {
    private final int limit;
    private final StringBuilder parts = new StringBuilder(0);
    private int bytes;
    private boolean over;

    TextAssembly(int limit) {
        this.limit = limit;
    }

    /** Adds a part; the whole message, if this was its last part and it is within the limit. */
    Optional<String> add(String part, boolean last) {
        if (over) {
            return Optional.empty();
        }
        bytes += Frame.utf8Length(part);
        if (bytes > limit) {
            over = true;
            clear();
            return Optional.empty();
        }
        if (last && parts.length() == 0) {
            bytes = 0;
            return Optional.of(part);
        }
        parts.append(part);
        return last ? Optional.of(whole()) : Optional.empty();
    }

    /** Whether a message was over the limit; then nothing more is taken. */
    boolean over() {
        return over;
    }

    private String whole() {
        String text = parts.toString();
        clear();
        return text;
    }

    private void clear() {
        parts.setLength(0);
        parts.trimToSize();
        bytes = 0;
    }
}
