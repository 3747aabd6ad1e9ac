package org.carillon.it.kit;

import java.util.ArrayList;
import java.util.List;

/** Reads the format {@code text/event-stream}, line by line. */
public final class Events {
    private final List<String> data = new ArrayList<>();
    private String name = "";
    private String id = "";

    /** An event; what it does not have is empty. */
    public record Event(String name, String data, String id) {
        /** Whether it is the text of a frame. */
        public boolean frame() {
            return name.isEmpty() && !data.isEmpty();
        }
    }

    /** Takes a line; the events that it completes: one, or none. */
    public List<Event> line(String line) {
        if (line.isEmpty()) {
            Event event = new Event(name, String.join("\n", data), id);
            boolean nothing = name.isEmpty() && data.isEmpty() && id.isEmpty();
            name = "";
            id = "";
            data.clear();
            return nothing ? List.of() : List.of(event);
        }
        if (line.startsWith("event: ")) {
            name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
            data.add(line.substring("data: ".length()));
        } else if (line.startsWith("id: ")) {
            id = line.substring("id: ".length());
        } else if (!line.startsWith(":")) {
            throw new AssertionError("not a line of an event stream: " + line);
        }
        return List.of();
    }

    /** The events of a whole answer. */
    public static List<Event> of(String body) {
        Events events = new Events();
        return body.lines().flatMap(line -> events.line(line).stream()).toList();
    }
}
