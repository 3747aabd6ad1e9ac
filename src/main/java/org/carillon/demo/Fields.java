package org.carillon.demo;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** Reads the fields of what clients send; what is missing or wrong is refused as {@code malformed}. */
final class Fields {
    private Fields() {}

    /** A text that is not blank. */
    static String text(JsonObject object, String field, int limit) {
        if (object.get(field) instanceof JsonString text && !text.getString().isBlank()
                && text.getString().length() <= limit) {
            return text.getString();
        }
        throw malformed("'" + field + "' must be a text of 1 to " + limit + " characters");
    }

    /** A text that may be empty, or what there was if the field is missing. */
    static String text(JsonObject object, String field, int limit, String before) {
        JsonValue value = object.get(field);
        if (value == null) {
            return before;
        }
        if (value instanceof JsonString text && text.getString().length() <= limit) {
            return text.getString();
        }
        throw malformed("'" + field + "' must be a text of at most " + limit + " characters");
    }

    /** A whole number from 0, or what there was if the field is missing. */
    static int number(JsonObject object, String field, int limit, int before) {
        JsonValue value = object.get(field);
        if (value == null) {
            return before;
        }
        if (value instanceof JsonNumber number && number.isIntegral() && number.doubleValue() >= 0
                && number.doubleValue() <= limit) {
            return number.intValue();
        }
        throw malformed("'" + field + "' must be a whole number from 0 to " + limit);
    }

    static RefusedException malformed(String message) {
        return new RefusedException(ErrorCode.MALFORMED, message);
    }
}
