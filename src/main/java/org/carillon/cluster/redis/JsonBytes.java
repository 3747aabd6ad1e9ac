package org.carillon.cluster.redis;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** JSON objects as bytes. Its provider is looked for when it is made, since the client's threads would find none. */
final class JsonBytes {
    private final JsonProvider provider = JsonProvider.provider();

    /** An object to be filled. */
    JsonObjectBuilder object() {
        return provider.createObjectBuilder();
    }

    byte[] write(JsonObjectBuilder fields) {
        return fields.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an object.
     *
     * @throws jakarta.json.JsonException if it is none
     */
    JsonObject read(byte[] bytes) {
        try (JsonReader reader = provider.createReader(new ByteArrayInputStream(bytes))) {
            return reader.readObject();
        }
    }
}
