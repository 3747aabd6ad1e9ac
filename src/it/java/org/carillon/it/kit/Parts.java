package org.carillon.it.kit;

import jakarta.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Commands cut into parts, as a client does that wants to send more than a message may have. */
public final class Parts {
    private static final int CHARACTERS = 48 * 1024;

    private Parts() {}

    /** The parts of a command, ready to be sent. */
    public static List<String> of(String transfer, String command) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < command.length(); from += CHARACTERS) {
            int to = Math.min(command.length(), from + CHARACTERS);
            parts.add(part(transfer, parts.size(), to == command.length(), command.substring(from, to)));
        }
        return parts;
    }

    /** One part. */
    public static String part(String transfer, int index, boolean last, String data) {
        return Json.createObjectBuilder().add("type", "chunk").add("of", transfer).add("index", index)
                .add("last", last).add("data", data).build().toString();
    }
}
