package org.carillon.protocol;

import java.util.ArrayList;
import java.util.List;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object, kept as spans of its JSON text. Of a name that comes twice the last value counts, as in
 * browsers. Unknown fields cost nothing but their check.
 */
public final class JsonObject {
    /** How many fields an object of the protocol may have. */
    static final int FIELD_LIMIT = 64;
    private static final int DIGITS_LIMIT = 16;

    private final String text;
    private final List<Field> fields;

    /**
     * A field.
     *
     * @param from where its value begins in the text
     * @param to where its value ends
     * @param binary whether it came as bytes: then its value is a string in base64
     */
    record Field(String name, int from, int to, boolean binary) {}

    private JsonObject(String text) {
        this(text, new ArrayList<>(8));
    }

    /** An object whose JSON text is valid and has these fields. */
    JsonObject(String text, List<Field> fields) {
        this.text = text;
        this.fields = fields;
    }

    /**
     * Reads a text that is one object.
     *
     * @throws RefusedException with {@code malformed} if it is not
     */
    public static JsonObject read(String text) {
        JsonScanner scanner = new JsonScanner(text);
        JsonObject object = read(text, scanner);
        if (scanner.more()) {
            throw scanner.fault("something follows the object");
        }
        return object;
    }

    /** Reads the object that comes next in {@code scanner}, which reads {@code text}. */
    static JsonObject read(String text, JsonScanner scanner) {
        JsonObject object = new JsonObject(text);
        scanner.expect('{');
        if (scanner.take('}')) {
            return object;
        }
        do {
            object.field(scanner);
        } while (scanner.take(','));
        scanner.expect('}');
        return object;
    }

    private void field(JsonScanner scanner) {
        if (scanner.peek() != '"') {
            throw scanner.fault("a key was expected");
        }
        int from = scanner.position();
        boolean escapes = scanner.string();
        String name = unquote(from, scanner.position(), escapes);
        scanner.expect(':');
        scanner.peek();
        int start = scanner.position();
        scanner.value(1);
        add(fields, new Field(name, start, scanner.position(), false));
    }

    /** Adds a field, unless there are as many as a command may have. */
    static void add(List<Field> fields, Field field) {
        if (fields.size() == FIELD_LIMIT) {
            throw malformed("a command may have at most " + FIELD_LIMIT + " fields");
        }
        fields.add(field);
    }

    /** Whether the field is there and is not {@code null}. */
    public boolean has(String name) {
        Field field = find(name);
        return field != null && text.charAt(field.from) != 'n';
    }

    /** Whether the field is there, even as {@code null}. */
    public boolean mentions(String name) {
        return find(name) != null;
    }

    /** The field's value as JSON text, {@code null} if the field is missing; line feeds between tokens are spaces. */
    public String raw(String name) {
        Field field = find(name);
        return field == null ? "null" : text.substring(field.from, field.to).replace('\n', ' ').replace('\r', ' ');
    }

    /** The field's value as content: bytes if it came as such. */
    Content content(String name) {
        return new Content(raw(name), binary(name));
    }

    /** Whether the field came as bytes. */
    boolean binary(String name) {
        Field field = find(name);
        return field != null && field.binary;
    }

    /**
     * The field's text; empty if it is missing or {@code null}.
     *
     * @throws RefusedException with {@code malformed} if it is something else
     */
    public String text(String name) {
        if (binary(name)) {
            throw malformed("'" + name + "' must be a text");
        }
        String value = has(name) ? piece(name) : "";
        if (!wellFormed(value)) {
            throw malformed("'" + name + "' has half a surrogate pair");
        }
        return value;
    }

    /**
     * The field's text, which may be a piece of one: cut within a surrogate pair.
     *
     * @throws RefusedException with {@code malformed} if it is missing or something else
     */
    String piece(String name) {
        Field field = find(name);
        if (field == null || text.charAt(field.from) != '"') {
            throw malformed("'" + name + "' must be a text");
        }
        return unquote(field.from, field.to, true);
    }

    /** The field's truth value; false if it is missing or {@code null}. */
    boolean flag(String name) {
        return switch (raw(name)) {
            case "true" -> true;
            case "false", "null" -> false;
            default -> throw malformed("'" + name + "' must be true or false");
        };
    }

    /**
     * The field's whole number.
     *
     * @throws RefusedException with {@code malformed} if it is missing or something else
     */
    long number(String name, long min, long max) {
        String raw = raw(name);
        long number = raw.charAt(0) != '-' && whole(raw) ? Long.parseLong(raw) : -1;
        if (number < min || number > max) {
            throw malformed("'" + name + "' must be a whole number from " + min + " to " + max);
        }
        return number;
    }

    /** Whether a value is a number without fraction and exponent, of at most 16 digits. */
    static boolean whole(String raw) {
        int from = raw.charAt(0) == '-' ? 1 : 0;
        int digits = raw.length() - from;
        boolean whole = digits > 0 && digits <= DIGITS_LIMIT;
        for (int i = from; whole && i < raw.length(); i++) {
            whole = raw.charAt(i) >= '0' && raw.charAt(i) <= '9';
        }
        return whole;
    }

    /**
     * The field's object.
     *
     * @throws RefusedException with {@code malformed} if it is something else
     */
    JsonObject object(String name) {
        String raw = raw(name);
        if (raw.charAt(0) != '{') {
            throw malformed("'" + name + "' must be an object");
        }
        return read(raw);
    }

    private @Nullable Field find(String name) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).name.equals(name)) {
                return fields.get(i);
            }
        }
        return null;
    }

    private String unquote(int from, int to, boolean escapes) {
        return escapes ? unescape(text, from + 1, to - 1) : text.substring(from + 1, to - 1);
    }

    /** The characters that a part of a JSON string between its quotes stands for. */
    static String unescape(String text, int from, int to) {
        int backslash = text.indexOf('\\', from);
        if (backslash < 0 || backslash >= to) {
            return text.substring(from, to);
        }
        StringBuilder out = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                c = text.charAt(++i);
                if (c == 'u') {
                    out.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
                    i += 4;
                    continue;
                }
                int control = "bfnrt".indexOf(c);
                c = control < 0 ? c : "\b\f\n\r\t".charAt(control);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** The refusal of what cannot be read. */
    static RefusedException malformed(String what) {
        return new RefusedException(ErrorCode.MALFORMED, what);
    }

    /** Whether no surrogate is without its other half. */
    static boolean wellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
