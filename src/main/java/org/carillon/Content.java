package org.carillon;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * What a publication carries: one JSON value, kept as the text its sender wrote.
 *
 * @param json the text of a valid JSON value; for bytes, a JSON string in base64
 * @param base64 whether {@code json} is a string that holds bytes in base64
 */
public record Content(String json, boolean base64) {

    public Content {
        Objects.requireNonNull(json, "json");
    }

    /** A JSON value, given as valid JSON text. */
    public static Content json(String json) {
        return new Content(json, false);
    }

    /** Bytes; clients that speak JSON get them in base64. */
    public static Content bytes(byte[] bytes) {
        byte[] encoded = Base64.getEncoder().encode(bytes);
        return new Content('"' + new String(encoded, StandardCharsets.ISO_8859_1) + '"', true);
    }
}
