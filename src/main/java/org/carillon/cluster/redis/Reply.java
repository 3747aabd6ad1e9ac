package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script returned: a list of texts, bytes, numbers and lists. */
record Reply(List<@Nullable Object> parts) {

    int size() {
        return parts.size();
    }

    /** Whether there is something at this place; Lua's {@code false} and {@code nil} are nothing. */
    boolean has(int index) {
        return index < parts.size() && parts.get(index) != null;
    }

    byte[] bytes(int index) {
        return (byte[]) part(index);
    }

    /** A bulk string as UTF-8 text. */
    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    /** An integer, or a decimal number in a bulk string. */
    long number(int index) {
        return part(index) instanceof Long number ? number : Long.parseLong(text(index));
    }

    @SuppressWarnings("unchecked")
    Reply list(int index) {
        return new Reply((List<@Nullable Object>) part(index));
    }

    private Object part(int index) {
        Object part = parts.get(index);
        if (part == null) {
            throw new IllegalStateException("the script returned nothing at " + index);
        }
        return part;
    }
}
