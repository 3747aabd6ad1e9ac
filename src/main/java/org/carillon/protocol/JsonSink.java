package org.carillon.protocol;

/** Writes JSON on one line. */
final class JsonSink implements Sink {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);

    /** What was written. */
    String text() {
        return out.toString();
    }

    @Override
    public void openMap() {
        value().append('{');
    }

    @Override
    public void openMap(int size) {
        openMap();
    }

    @Override
    public void closeMap() {
        out.append('}');
    }

    @Override
    public void openList(int size) {
        value().append('[');
    }

    @Override
    public void closeList() {
        out.append(']');
    }

    @Override
    public void name(String name) {
        entry().append('"').append(name).append("\":");
    }

    @Override
    public void key(String key) {
        quote(entry(), key);
        out.append(':');
    }

    @Override
    public void text(String value) {
        quote(value(), value);
    }

    @Override
    public void flag(boolean value) {
        value().append(value);
    }

    @Override
    public void number(long value) {
        value().append(value);
    }

    @Override
    public void json(String json) {
        value().append(json);
    }

    @Override
    public boolean takesBytes() {
        return false;
    }

    @Override
    public void bytes(byte[] data) {
        throw new UnsupportedOperationException("JSON has no bytes, write them as a text in base64");
    }

    /** Begins an entry of a map: a comma unless it is the first. */
    private StringBuilder entry() {
        return last() == '{' ? out : out.append(',');
    }

    /** Begins a value: a comma if it follows another item of a list. No value ends like a map or a list begins. */
    private StringBuilder value() {
        char last = last();
        return last == ':' || last == '[' || last == 0 ? out : out.append(',');
    }

    private char last() {
        return out.length() == 0 ? 0 : out.charAt(out.length() - 1);
    }

    /** Appends a text as a JSON string. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                out.append(text, from, i);
                escape(out, c);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '"', '\\' -> out.append('\\').append(c);
            default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
