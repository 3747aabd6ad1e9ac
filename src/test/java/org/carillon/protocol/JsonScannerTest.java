package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of RFC 8259, by examples and against Parsson. */
class JsonScannerTest {

    private static void scan(String text) {
        JsonScanner scanner = new JsonScanner(text);
        scanner.value(0);
        if (scanner.more()) {
            throw scanner.fault("more");
        }
    }

    private static boolean accepted(String text) {
        Throwable refusal = catchThrowable(() -> scan(text));
        assertThat(refusal == null || refusal instanceof RefusedException)
                .as("nothing but refusals: %s of %s", refusal, text).isTrue();
        return refusal == null;
    }

    private static boolean acceptedByParsson(String text) {
        try (JsonParser parser = Json.createParser(new StringReader(text))) {
            while (parser.hasNext()) {
                parser.next();
            }
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "false", "0", "-0", "1", "-1", "10", "0.0", "1.5", "-0.5e-10", "1e5",
            "1E+5", "1e00", "123456789012345678901234567890.123456789e400", "\"\"", "\"a\"",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uD83D\\ude00\"", "\"\\ud800\"", "\"é😀\u2028\u007f\"", "[]",
            "[ ]", "[1,2]", "{}", "{ }", "{\"a\":1,\"a\":2}", "{\"\":null}", " \t\r\n1 \t\r\n",
            "[[[]],{\"a\":[{}]}]"})
    void value_valid_accepted(String text) {
        assertThat(accepted(text)).isTrue();
        assertThat(acceptedByParsson(text)).as("and by others").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nul", "nulll", "True", "NaN", "Infinity", "-Infinity", "undefined", "+1", "01",
            "-01", "00", ".5", "5.", "1.e5", "1e", "1e+", "-", "--1", "0x10", "1_000", "1 2", "\"", "\"a", "\"\\\"",
            "\"\\x\"", "\"\\u12\"", "\"\\u123g\"", "\"\\u٠٠٠٠\"", "\"\\u00é9\"", "\"\\", "\"\t\"", "\"\n\"",
            "\"\u0000\"", "'a'", "[", "]", "[1", "[1,]", "[,1]", "[1 2]", "[1}", "{", "}", "{]", "{\"a\"}",
            "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}",
            "// c\n1", "/* c */1", "1//", "\uFEFF1", "\u00a01", "1\u00a0", "\u000b1", "[1]]", "{}{}", "truefalse",
            "１", "\"a\"\"b\""})
    void value_invalid_refused(String text) {
        assertThat(accepted(text)).isFalse();
    }

    /** Texts that are JSON, or would be but for a little. */
    @Provide
    Arbitrary<String> nearlyJson() {
        Arbitrary<String> pieces = Arbitraries.of("{", "}", "[", "]", ",", ":", "\"a\"", "\"\"", "\"\\n\"",
                "\"\\u0041\"", "\"\\q\"", "\"\\u00g0\"", "\"", "\\", "true", "false", "null", "tru", "0", "-", "1",
                "12", "1.5", ".", "e", "E+1", "01", " ", "\n", "\t", "\u00a0", "\f", "é", "😀", "\uD800", "/", "'");
        return pieces.list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Property(tries = 20_000)
    void value_piecesOfJson_acceptedAsByParsson(@ForAll("nearlyJson") String text) {
        assertThat(accepted(text)).as("<%s>", text).isEqualTo(acceptedByParsson(text));
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.strings().withChars("0123456789-+.eE").ofMinLength(1).ofMaxLength(9);
    }

    @Property(tries = 20_000)
    void value_charactersOfNumbers_acceptedAsByTheGrammar(@ForAll("numbers") String text) {
        boolean valid = text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

        assertThat(accepted(text)).as("<%s>", text).isEqualTo(valid);
    }

    @Property(tries = 5_000)
    void value_oneCharacterChanged_acceptedAsByParsson(
            @ForAll("documents") String text, @ForAll @IntRange(max = 10_000) int where, @ForAll char changed) {
        int at = where % text.length();
        String mutant = text.substring(0, at) + changed + text.substring(at + 1);

        assertThat(accepted(mutant)).as("<%s>", mutant).isEqualTo(acceptedByParsson(mutant));
    }

    @Provide
    Arbitrary<String> documents() {
        return JsonTexts.values();
    }

    @Property
    void value_anyDocument_acceptedAndReadToItsLastCharacter(@ForAll("documents") String text) {
        JsonScanner scanner = new JsonScanner(text + " ,");
        scanner.value(0);

        assertThat(scanner.position()).isEqualTo(text.length());
    }

    @Test
    void value_nestedToTheLimit_accepted() {
        int deepest = JsonScanner.DEPTH_LIMIT;

        assertThat(accepted("[".repeat(deepest) + "]".repeat(deepest))).isTrue();
        assertThat(accepted("{\"a\":".repeat(deepest) + "1" + "}".repeat(deepest))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {JsonScanner.DEPTH_LIMIT + 1, 10_000, 1_000_000})
    void value_nestedDeeper_refusedInPlainWords(int depth) {
        assertThatThrownBy(() -> scan("[".repeat(depth) + "]".repeat(depth)))
                .isInstanceOfSatisfying(RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED))
                .hasMessageContaining("nested deeper than 100");
    }

    @Test
    void fault_saysWhere() {
        assertThatThrownBy(() -> scan("[1, x]")).hasMessageContaining("(at character 4)");
    }
}
