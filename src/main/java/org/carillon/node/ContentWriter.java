package org.carillon.node;

import jakarta.annotation.PreDestroy;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import org.carillon.Content;

/** Writes the objects of a portal as content, by JSON-B. */
@Component
public class ContentWriter {
    private final Jsonb jsonb = JsonbBuilder.create();

    /** A writer with the defaults of JSON-B. */
    public ContentWriter() {}

    /** A JSON value as it is, bytes as such, anything else by JSON-B. */
    public Content write(Object content) {
        if (content instanceof Content ready) {
            return ready;
        }
        if (content instanceof byte[] bytes) {
            return Content.bytes(bytes);
        }
        return Content.json(wellFormed(content instanceof JsonValue ? content.toString() : jsonb.toJson(content)));
    }

    /** A lone surrogate cannot be sent as UTF-8, and one container would throw an error on it. */
    private static String wellFormed(String json) {
        StringBuilder out = new StringBuilder(json.length());
        json.codePoints().map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    @PreDestroy
    void close() {
        try {
            jsonb.close();
        } catch (Exception e) {
            throw new IllegalStateException("JSON-B did not close", e);
        }
    }
}
