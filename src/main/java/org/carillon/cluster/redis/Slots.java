package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The answer to CLUSTER SLOTS in the form in which the client's parser wants it. */
final class Slots {
    private Slots() {}

    /** The same lists with texts in place of bytes. */
    static List<?> texts(List<?> parts) {
        return parts.stream().map(part -> part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8)
                : part instanceof List<?> list ? texts(list) : part).toList();
    }
}
