package org.carillon.demo;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.carillon.Carillon;
import org.carillon.History;
import org.carillon.Publication;

/** The board's changes as the log of its channel has them. */
final class BoardLog {
    private static final int PAGE = 200;
    private static final int LIMIT = 1000;

    private BoardLog() {}

    /** The newest changes, in no particular order; more than there may be between two that have all notes. */
    static List<JsonObject> read(Carillon carillon) {
        List<JsonObject> changes = new ArrayList<>();
        History page = carillon.history(Board.CHANNEL, PAGE);
        add(page, changes);
        while (page.more() && !page.publications().isEmpty() && changes.size() < LIMIT) {
            page = carillon.historyBefore(Board.CHANNEL, page.publications().get(0).position(), PAGE);
            add(page, changes);
        }
        return changes;
    }

    private static void add(History page, List<JsonObject> changes) {
        for (Publication publication : page.publications()) {
            if (publication.sender().equals(Carillon.PORTAL) && value(publication) instanceof JsonObject change
                    && change.containsKey("rev")) {
                changes.add(change);
            }
        }
    }

    private static JsonValue value(Publication publication) {
        try (JsonReader reader = Json.createReader(new StringReader(publication.content().json()))) {
            return reader.readValue();
        } catch (JsonException e) {
            return JsonValue.NULL;
        }
    }
}
