package org.carillon.protocol;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Valid JSON texts for properties: without white space around them, with any inside. */
final class JsonTexts {
    private static final int DEPTH = 3;

    private JsonTexts() {}

    static Arbitrary<String> values() {
        return values(DEPTH);
    }

    /** Texts as JSON strings, of characters of all kinds. */
    static Arbitrary<String> strings() {
        Arbitrary<String> characters = Arbitraries.of("a", "Z", " ", "é", "漢", "😀", "\\n", "\\\"", "\\\\", "\\/",
                "\\u0000", "\\u00E9", "\\ud83d\\ude00", "\u007f", "\u2028", "{", "}", "[", "]", ",", ":");
        return characters.list().ofMaxSize(6).map(list -> '"' + String.join("", list) + '"');
    }

    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> plain = Arbitraries.oneOf(
                Arbitraries.of("true", "false", "null", "0", "-0", "1.0", "-12.50e+3", "12345678901234567890"),
                        Arbitraries.longs().map(Object::toString), strings());
        return depth == 0 ? plain : Arbitraries.oneOf(plain, arrays(depth - 1), objects(depth - 1));
    }

    private static Arbitrary<String> arrays(int depth) {
        return Combinators.combine(values(depth).list().ofMaxSize(4), spaces()).as(
                (items, space) -> '[' + space + String.join(space + ',' + space, items) + space + ']');
    }

    private static Arbitrary<String> objects(int depth) {
        Arbitrary<String> fields = Combinators.combine(strings(), values(depth), spaces()).as(
                (name, value, space) -> name + space + ':' + space + value);
        return fields.list().ofMaxSize(4).map(list -> '{' + String.join(",", list) + '}');
    }

    private static Arbitrary<String> spaces() {
        return Arbitraries.of("", " ", "\n", "\r\n", "\t", "  ");
    }
}
