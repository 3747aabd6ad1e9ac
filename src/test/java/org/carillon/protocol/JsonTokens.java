package org.carillon.protocol;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as Parsson reads it: token by token, with each number as it is written. */
final class JsonTokens {
    private JsonTokens() {}

    /** The tokens of one value; empty if Parsson refuses it. */
    static Optional<List<String>> of(String json) {
        List<String> tokens = new ArrayList<>();
        try (JsonParser parser = Json.createParser(new StringReader(json))) {
            while (parser.hasNext()) {
                tokens.add(token(parser.next(), parser));
            }
            return Optional.of(tokens);
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The tokens of each field of a valid object; of a name that comes twice, the last value's. */
    static Map<String, List<String>> fields(String object) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        List<String> value = new ArrayList<>();
        int depth = 0;
        try (JsonParser parser = Json.createParser(new StringReader(object))) {
            while (parser.hasNext()) {
                Event event = parser.next();
                depth -= ends(event) ? 1 : 0;
                if (depth == 1 && event == Event.KEY_NAME) {
                    value = new ArrayList<>();
                    fields.put(parser.getString(), value);
                } else if (depth > 0) {
                    value.add(token(event, parser));
                }
                depth += begins(event) ? 1 : 0;
            }
        }
        return fields;
    }

    private static boolean begins(Event event) {
        return event == Event.START_OBJECT || event == Event.START_ARRAY;
    }

    private static boolean ends(Event event) {
        return event == Event.END_OBJECT || event == Event.END_ARRAY;
    }

    private static String token(Event event, JsonParser parser) {
        return switch (event) {
            case KEY_NAME, VALUE_STRING, VALUE_NUMBER -> event + " " + parser.getString();
            default -> event.toString();
        };
    }
}
