package org.carillon.call;

import jakarta.annotation.PreDestroy;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.StringReader;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.carillon.Content;
import org.carillon.node.Component;
import org.jspecify.annotations.Nullable;

/** Reads contents as the types that methods of a portal take. */
@Component
class ContentReader {
    private static final int REASON_LIMIT = 200;

    private final Jsonb jsonb = JsonbBuilder.create();
    private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());

    ContentReader() {}

    /** Whether a type can be read at all, as far as it can be known before. */
    static boolean readable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return readable(generic.getRawType()) && Stream.of(generic.getActualTypeArguments())
                    .allMatch(ContentReader::readable);
        }
        if (type instanceof GenericArrayType array) {
            return readable(array.getGenericComponentType());
        }
        if (!(type instanceof Class<?> plain)) {
            return false;
        }
        if (plain.isArray()) {
            return readable(plain.getComponentType());
        }
        return plain.isPrimitive() || !Modifier.isAbstract(plain.getModifiers()) || known(plain);
    }

    /** Interfaces and abstract classes that JSON-B has an implementation of, or is told one. */
    private static boolean known(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.util.") || name.startsWith("java.time.") || name.startsWith("jakarta.json.")
                || type == Number.class || type == CharSequence.class
                || Stream.of(type.getAnnotations())
                        .anyMatch(each -> each.annotationType().getName().startsWith("jakarta.json.bind."));
    }

    /**
     * Reads a content.
     *
     * @throws IllegalArgumentException if it cannot be read as this type; the message says why
     */
    @Nullable Object read(Content content, Type type) {
        if (type.equals(Content.class)) {
            return content;
        }
        try {
            return read(content.json(), type);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(shortened(String.valueOf(e.getMessage())), e);
        }
    }

    private @Nullable Object read(String json, Type type) {
        Class<?> plain = type instanceof Class<?> known ? known : Object.class;
        boolean text = json.charAt(0) == '"';
        if (JsonValue.class.isAssignableFrom(plain)) {
            return plain.cast(value(json));
        }
        if (json.equals("null")) {
            if (plain.isPrimitive()) {
                throw new IllegalArgumentException("it is null");
            }
            return null;
        }
        if (plain == String.class && !text) {
            throw new IllegalArgumentException("it is no text");
        }
        if (plain == byte[].class && text) {
            return Base64.getDecoder().decode(jsonb.fromJson(json, String.class));
        }
        return jsonb.fromJson(json, type);
    }

    private JsonValue value(String json) {
        try (JsonReader reader = readers.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }

    private static String shortened(String text) {
        if (text.length() <= REASON_LIMIT) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(REASON_LIMIT - 1));
        return text.substring(0, pair ? REASON_LIMIT - 1 : REASON_LIMIT) + "…";
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
