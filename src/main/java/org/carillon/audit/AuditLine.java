package org.carillon.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of the audit log: a JSON object of printable ASCII alone, so that no name can begin a line of its own, colour
 * a terminal, turn the direction of writing or become markup, whatever the log is read with.
 */
public final class AuditLine {
    /** The longest value, in characters. */
    static final int LONGEST = 200;
    private static final String CUT = "...";
    private static final String MARKUP = "\"\\<>&'";

    private final StringBuilder text = new StringBuilder(256);

    /** A line of an event. */
    AuditLine(Instant time, String kind) {
        text.append("{\"time\":\"").append(time.truncatedTo(ChronoUnit.MILLIS));
        text.append("\",\"event\":\"").append(kind).append('"');
    }

    /** Adds a text, unless it is empty; what is longer than bearable is cut. */
    AuditLine put(String name, String value) {
        if (!value.isEmpty()) {
            text.append(",\"").append(name).append("\":\"");
            boolean cut = value.length() > LONGEST;
            value.chars().limit(cut ? LONGEST - CUT.length() : LONGEST).forEach(this::append);
            text.append(cut ? CUT : "").append('"');
        }
        return this;
    }

    /** Adds a number. */
    AuditLine put(String name, long value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    private void append(int character) {
        if (character < ' ' || character > '~' || MARKUP.indexOf(character) >= 0) {
            text.append(String.format("\\u%04x", character));
        } else {
            text.append((char) character);
        }
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
