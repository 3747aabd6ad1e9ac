package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    @Provide
    Arbitrary<String> values() {
        return JsonTexts.values();
    }

    @Provide
    Arbitrary<String> strings() {
        return JsonTexts.strings();
    }

    @Property
    void raw_anyValues_areTheTextsAsWritten(@ForAll @Size(max = 5) List<@From("values") String> values) {
        String text = IntStream.range(0, values.size()).mapToObj(i -> "\"k" + i + "\" : " + values.get(i))
                .collect(Collectors.joining(" ,\n", " { ", " } "));
        JsonObject object = JsonObject.read(text);

        for (int i = 0; i < values.size(); i++) {
            assertThat(object.raw("k" + i)).isEqualTo(values.get(i).replace('\n', ' ').replace('\r', ' '));
        }
    }

    @Property
    void text_anyString_isReadAsByParsson(@ForAll("strings") String string) {
        try (JsonReader reader = Json.createReader(new StringReader(string))) {
            assertThat(JsonObject.read("{\"k\":" + string + "}").text("k"))
                    .isEqualTo(((JsonString) reader.readValue()).getString());
        }
    }

    @Property
    void has_nameWithEscapes_isFoundUnescaped(@ForAll("strings") String name) {
        try (JsonReader reader = Json.createReader(new StringReader(name))) {
            String plain = ((JsonString) reader.readValue()).getString();

            assertThat(JsonObject.read("{" + name + ":1}").raw(plain)).isEqualTo("1");
        }
    }

    @Test
    void raw_sameNameTwice_theLastCounts() {
        assertThat(JsonObject.read("{\"a\":1,\"b\":2,\"a\":{\"a\":3}}").raw("a")).isEqualTo("{\"a\":3}");
        assertThat(JsonObject.read("{\"a\":1,\"\\u0061\":null}").has("a")).isFalse();
    }

    @Test
    void raw_missing_isNull() {
        assertThat(JsonObject.read("{}").raw("a")).isEqualTo("null");
    }

    @Test
    void raw_lineFeedsBetweenTokens_areSpaces() {
        assertThat(JsonObject.read("{\"a\":[1,\n2,\r\n\"\\n\"]}").raw("a")).isEqualTo("[1, 2,  \"\\n\"]");
    }

    @Test
    void has_nullOrMissing_falseButNullIsMentioned() {
        JsonObject object = JsonObject.read("{\"a\":null,\"b\":false}");

        assertThat(object.has("a")).isFalse();
        assertThat(object.mentions("a")).isTrue();
        assertThat(object.has("b")).isTrue();
        assertThat(object.mentions("c")).isFalse();
    }

    @Test
    void text_missingOrNull_empty() {
        assertThat(JsonObject.read("{\"a\":null}").text("a")).isEmpty();
        assertThat(JsonObject.read("{}").text("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "{}", "[\"a\"]"})
    void text_somethingElse_refusedByName(String value) {
        JsonObject object = JsonObject.read("{\"a\":" + value + "}");

        assertThatThrownBy(() -> object.text("a")).isInstanceOf(RefusedException.class)
                .hasMessage("'a' must be a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\udc00", "\\udc00\\ud800", "a\\ud83d", "\\ud83dx", "\\ud83d\\ud83d\\ude00"})
    void text_halfASurrogatePair_refused(String text) {
        JsonObject object = JsonObject.read("{\"a\":\"" + text + "\"}");

        assertThatThrownBy(() -> object.text("a")).isInstanceOf(RefusedException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void text_surrogatePairHalfEscaped_isOneCharacter() {
        assertThat(JsonObject.read("{\"a\":\"\\ud83d\ude00\"}").text("a")).isEqualTo("😀");
    }

    @Test
    void flag_valuesAndDefaults() {
        JsonObject object = JsonObject.read("{\"t\":true,\"f\":false,\"n\":null,\"x\":\"true\",\"y\":1}");

        assertThat(object.flag("t")).isTrue();
        assertThat(object.flag("f")).isFalse();
        assertThat(object.flag("n")).isFalse();
        assertThat(object.flag("missing")).isFalse();
        assertThatThrownBy(() -> object.flag("x")).hasMessage("'x' must be true or false");
        assertThatThrownBy(() -> object.flag("y")).hasMessage("'y' must be true or false");
    }

    @Test
    void read_asManyFieldsAsAllowed_accepted() {
        assertThat(JsonObject.read(fields(JsonObject.FIELD_LIMIT)).has("k63")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {JsonObject.FIELD_LIMIT + 1, 1_000_000})
    void read_moreFields_refused(int count) {
        String text = fields(count);

        assertThatThrownBy(() -> JsonObject.read(text)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("at most 64 fields");
    }

    @Test
    void read_manyFieldsInsideAValue_accepted() {
        assertThat(JsonObject.read("{\"content\":" + fields(1000) + "}").has("content")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} x", "{}{}", "[]", "\"{}\"", "{\"a\":1}}", "{\"a\":1", ""})
    void read_notOneObject_refused(String text) {
        assertThatThrownBy(() -> JsonObject.read(text)).isInstanceOf(RefusedException.class)
                .hasMessageContaining("not valid JSON");
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":" + i).collect(
                Collectors.joining(",", "{", "}"));
    }
}
