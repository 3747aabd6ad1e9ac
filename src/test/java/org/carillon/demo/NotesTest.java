package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {
    private final Notes notes = new Notes();

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
            return reader.readObject();
        }
    }

    private String put(String text) {
        return notes.put(json(text), "ann").toString().replace('"', '\'');
    }

    private void refused(String text, ErrorCode code) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> put(text))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void put_newNote_hasWhatIsMissing() {
        assertThat(put("{'id':'a','text':'hello','x':10}")).isEqualTo("{'rev':1,'note':{'id':'a','rev':1,"
                + "'text':'hello','x':10,'y':0,'color':'yellow','by':'ann'}}");
    }

    @Test
    void put_knownNote_changesOnlyWhatItNames_andKeepsWhoWroteIt() {
        put("{'id':'a','text':'hello','x':10,'color':'blue'}");

        assertThat(notes.put(json("{'id':'a','y':7}"), "bob").getJsonObject("note"))
                .isEqualTo(json("{'id':'a','rev':2,'text':'hello','x':10,'y':7,'color':'blue','by':'ann'}"));
        assertThat(notes.put(json("{'id':'a','text':'hi'}"), "bob").getJsonObject("note").getString("by"))
                .isEqualTo("bob");
    }

    @Test
    void put_textThatSomebodyElseChanged_isAConflict() {
        put("{'id':'a','text':'one'}");
        put("{'id':'a','text':'two','was':'one'}");

        refused("{'id':'a','text':'three','was':'one'}", ErrorCode.CONFLICT);
        put("{'id':'a','text':'two','was':'one'}");
        assertThat(notes.all().getJsonArray("notes").getJsonObject(0).getString("text")).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'id':''}", "{'id':7}", "{'id':'a','text':7}", "{'id':'a','x':-1}",
        "{'id':'a','x':1.5}", "{'id':'a','y':1001}", "{'id':'a','color':'red'}", "{'id':'a','x':1e30}"})
    void put_badFields_areMalformed_andChangeNothing(String wanted) {
        refused(wanted, ErrorCode.MALFORMED);
        assertThat(notes.all()).isEqualTo(json("{'rev':0,'notes':[]}"));
    }

    @Test
    void put_longText_isMalformed() {
        put("{'id':'a','text':'" + "x".repeat(280) + "'}");
        refused("{'id':'a','text':'" + "x".repeat(281) + "'}", ErrorCode.MALFORMED);
    }

    @Test
    void put_oneNoteTooMany_isRefused_untilOneIsRemoved() {
        for (int i = 0; i < Notes.LIMIT; i++) {
            put("{'id':'" + i + "'}");
        }
        refused("{'id':'more'}", ErrorCode.LIMIT);
        put("{'id':'5','text':'a known one may change'}");
        notes.remove("5");
        put("{'id':'more'}");
    }

    @Test
    void remove_tellsOnce() {
        put("{'id':'a'}");

        assertThat(notes.remove("a")).contains(json("{'rev':2,'removed':'a'}"));
        assertThat(notes.remove("a")).isEmpty();
        assertThat(notes.all()).isEqualTo(json("{'rev':2,'notes':[]}"));
    }

    @Test
    void replay_inAnyOrder_leadsToTheSameBoard() {
        List<JsonObject> changes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            changes.add(notes.put(json("{'id':'" + i % 7 + "','text':'" + i + "'}"), "ann"));
            notes.remove("" + i % 5).ifPresent(changes::add);
            if (i == 20) {
                changes.add(notes.all());
            }
        }
        Collections.reverse(changes);
        Notes again = new Notes();
        again.replay(changes);

        assertThat(again.all().getJsonArray("notes")).containsExactlyInAnyOrderElementsOf(
                notes.all().getJsonArray("notes"));
        assertThat(again.all().getInt("rev")).isEqualTo(notes.all().getInt("rev"));
    }

    @Test
    void replay_withoutTheBeginning_startsFromTheLastWhole() {
        put("{'id':'a','text':'old'}");
        List<JsonObject> changes = List.of(notes.all(), notes.put(json("{'id':'b'}"), "ann"));
        Notes again = new Notes();
        again.replay(changes);

        assertThat(again.all()).isEqualTo(notes.all());
    }
}
