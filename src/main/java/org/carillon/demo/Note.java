package org.carillon.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Set;

/**
 * A note on the board.
 *
 * @param id its name, made by the client that added it
 * @param rev the board's change that made it what it is
 * @param text what it says
 * @param x how far right it is, in thousandths of the board
 * @param y how far down it is, in thousandths of the board
 * @param color one of {@link #COLORS}
 * @param by the user who wrote the text
 */
record Note(String id, long rev, String text, int x, int y, String color, String by) {
    static final int ID_LIMIT = 40;
    static final int TEXT_LIMIT = 280;
    static final int EDGE = 1000;
    static final Set<String> COLORS = Set.of("yellow", "green", "blue", "pink");

    /** A note as a user puts it: what is missing stays as it was. */
    static Note of(Note before, JsonObject wanted, long rev, String user) {
        String text = Fields.text(wanted, "text", TEXT_LIMIT, before.text);
        String color = Fields.text(wanted, "color", ID_LIMIT, before.color);
        if (!COLORS.contains(color)) {
            throw Fields.malformed("'color' must be one of yellow, green, blue and pink");
        }
        return new Note(before.id, rev, text, Fields.number(wanted, "x", EDGE, before.x),
                Fields.number(wanted, "y", EDGE, before.y), color, text.equals(before.text) ? before.by : user);
    }

    /** A note as the board wrote it. */
    static Note of(JsonObject written) {
        return new Note(written.getString("id"), written.getJsonNumber("rev").longValue(), written.getString("text"),
                written.getInt("x"), written.getInt("y"), written.getString("color"), written.getString("by"));
    }

    JsonObject json() {
        return Json.createObjectBuilder().add("id", id).add("rev", rev).add("text", text).add("x", x).add("y", y)
                .add("color", color).add("by", by).build();
    }
}
