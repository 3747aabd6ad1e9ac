package org.carillon.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The log of the server under test, from now on. */
public final class ServerLog {
    private static final Pattern AUDIT = Pattern.compile("\\{\"time\":\"[^\"]+\",\"event\":[^\\n]*?}(?=]]|\\R|$)");

    private final int start = whole().length();

    /** All of it. */
    public static String whole() {
        try {
            return Files.readString(ServerProcess.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was written since this was made. */
    public String text() {
        String log = whole();
        return log.length() < start ? log : log.substring(start); // shorter: a new file was begun meanwhile
    }

    /** The events of the audit log among it. */
    public List<JsonObject> audited() {
        return AUDIT.matcher(text()).results().map(MatchResult::group).map(ServerLog::json).toList();
    }

    /** Those of a kind. */
    public List<JsonObject> audited(String kind) {
        return audited().stream().filter(event -> event.getString("event").equals(kind)).toList();
    }

    private static JsonObject json(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
