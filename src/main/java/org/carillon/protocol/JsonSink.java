package org.carillon.protocol;

/** Writes JSON on one line. */
final class JsonSink implements Sink {
    /** Room for a message besides its content, in characters. */
    private static final int ENVELOPE = 160;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out;
    /** Whether a comma comes before the next entry or item. */
    private boolean comma;

    /** Nothing is written yet; there is room for a message like this, so that most need no more. */
    JsonSink(ServerMessage message) {
        out = new StringBuilder(ENVELOPE + (message instanceof ServerMessage.Published published
                ? published.publication().content().json().length() : 0));
    }

    /** What was written. */
    String text() {
        return out.toString();
    }

    @Override
    public void openMap() {
        value().append('{');
        comma = false;
    }

    @Override
    public void openMap(int size) {
        openMap();
    }

    @Override
    public void closeMap() {
        out.append('}');
        comma = true;
    }

    @Override
    public void openList(int size) {
        value().append('[');
        comma = false;
    }

    @Override
    public void closeList() {
        out.append(']');
        comma = true;
    }

    @Override
    public void name(Name name) {
        out.append(comma ? name.next() : name.first());
        comma = false;
    }

    @Override
    public void key(String key) {
        quote(value(), key);
        out.append(':');
        comma = false;
    }

    @Override
    public void word(String value) {
        value().append('"').append(value).append('"');
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

    private StringBuilder value() {
        if (comma) {
            out.append(',');
        }
        comma = true;
        return out;
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
