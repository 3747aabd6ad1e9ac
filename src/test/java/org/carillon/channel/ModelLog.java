package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;

/** A log of which nothing is known but its rules: a run of offsets, each with so many bytes. */
final class ModelLog {
    /** What happens to a log. */
    enum Event { PUBLISH, TRIM, EXPIRE, RESTART, NOTHING }

    private int epochs;
    private long first = 1;
    private long end;

    void happens(Event event, int amount) {
        switch (event) {
            case PUBLISH -> end += amount;
            case TRIM -> first = Math.min(end + 1, first + amount);
            case EXPIRE -> first = end + 1;
            case RESTART -> {
                epochs++;
                first = 1;
                end = amount;
            }
            case NOTHING -> { }
        }
    }

    Position position() {
        return new Position("e" + epochs, end);
    }

    boolean vouchesAfter(Position position) {
        return position.epoch().equals("e" + epochs) && position.offset() >= first - 1 && position.offset() <= end;
    }

    Slice read(Range range) {
        List<Publication> some = new ArrayList<>();
        long bytes = 0;
        for (long offset = Math.max(first, range.after() + 1); offset <= end && offset < range.before(); offset++) {
            bytes += bytes(offset);
            if (some.size() < range.messages() && (some.isEmpty() || bytes <= range.bytes())) {
                some.add(publication(new Position("e" + epochs, offset)));
            }
        }
        return new Slice(position(), first, some);
    }

    private static int bytes(long offset) {
        return (int) (offset * 379 % 1500);
    }

    static Publication publication(Position position) {
        return new Publication("c", position, Publication.Kind.MESSAGE, "anna", false, 0,
                Content.json('"' + "x".repeat(bytes(position.offset())) + '"'), "");
    }
}
