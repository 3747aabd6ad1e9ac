package org.carillon.demo;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/**
 * The notes of the board. Each change has the next number, {@code rev}, and is told to others as an object that has it:
 * with {@code note}, as it is now, with {@code removed}, its id, or with {@code notes}, all that there are. Who gets
 * changes in another order goes by their numbers.
 */
final class Notes {
    static final int LIMIT = 60;

    private static final Note BLANK = new Note("", 0, "", 0, 0, "yellow", "");

    private final Map<String, Note> notes = new LinkedHashMap<>();
    private long rev;

    /**
     * Adds or changes a note; the change.
     *
     * @param wanted the note's {@code id} and what is to change; {@code was} is the text that the user began with
     * @throws RefusedException {@code malformed}; {@code limit} if it is one too many; {@code conflict} if somebody
     *     else has changed the text
     */
    synchronized JsonObject put(JsonObject wanted, String user) {
        String id = Fields.text(wanted, "id", Note.ID_LIMIT);
        Note before = notes.get(id);
        if (before == null && notes.size() >= LIMIT) {
            throw new RefusedException(ErrorCode.LIMIT, "the board holds " + LIMIT + " notes, remove one first");
        }
        if (before != null && changedMeanwhile(before, wanted)) {
            throw new RefusedException(ErrorCode.CONFLICT, "somebody else has changed the note meanwhile");
        }
        Note fresh = new Note(id, 0, BLANK.text(), BLANK.x(), BLANK.y(), BLANK.color(), user);
        Note note = Note.of(before == null ? fresh : before, wanted, rev + 1, user);
        rev++;
        notes.put(id, note);
        return Json.createObjectBuilder().add("rev", rev).add("note", note.json()).build();
    }

    /** Not if it says already what it is to say: the client may have lost the answer. */
    private static boolean changedMeanwhile(Note before, JsonObject wanted) {
        return wanted.get("was") instanceof JsonString was && !was.getString().equals(before.text())
                && !before.text().equals(wanted.getString("text", ""));
    }

    /** Removes a note; the change, if it was there. */
    synchronized Optional<JsonObject> remove(String id) {
        if (notes.remove(id) == null) {
            return Optional.empty();
        }
        rev++;
        return Optional.of(Json.createObjectBuilder().add("rev", rev).add("removed", id).build());
    }

    /** All notes, as a change. */
    synchronized JsonObject all() {
        JsonArrayBuilder list = Json.createArrayBuilder();
        notes.values().forEach(note -> list.add(note.json()));
        return Json.createObjectBuilder().add("rev", rev).add("notes", list).build();
    }

    /** Begins where changes of before led to, given in any order: the last that has all notes, and those after it. */
    synchronized void replay(List<JsonObject> changes) {
        Optional<JsonObject> whole = changes.stream().filter(change -> change.containsKey("notes"))
                .max(Comparator.comparingLong(Notes::revOf));
        whole.ifPresent(this::begin);
        changes.stream().filter(change -> revOf(change) > rev).sorted(Comparator.comparingLong(Notes::revOf))
                .forEach(this::apply);
    }

    private void begin(JsonObject whole) {
        rev = revOf(whole);
        whole.getJsonArray("notes").getValuesAs(JsonObject.class).stream().map(Note::of)
                .forEach(note -> notes.put(note.id(), note));
    }

    private void apply(JsonObject change) {
        rev = revOf(change);
        if (change.containsKey("note")) {
            Note note = Note.of(change.getJsonObject("note"));
            notes.put(note.id(), note);
        } else if (change.containsKey("removed")) {
            notes.remove(change.getString("removed"));
        }
    }

    private static long revOf(JsonObject change) {
        return change.getJsonNumber("rev").longValue();
    }
}
