package org.carillon.protocol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.carillon.RefusedException;
import org.msgpack.core.MessagePacker;

/**
 * Writes a JSON value as MessagePack, in one pass over its text and without a tree. MessagePack puts the size of a map
 * or a list before it, so a first pass checks the text and counts.
 *
 * <p>Whole numbers without fraction and exponent that fit 64 bits become integers, others {@code float64}; beyond its
 * range, the largest of their sign. Half a surrogate pair becomes U+FFFD.
 */
final class JsonPacker {
    /** The first whole number that does not fit 64 bits without a sign. */
    private static final BigInteger BEYOND = BigInteger.ONE.shiftLeft(Long.SIZE);
    private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);
    /** So many digits fit 64 bits, whatever they are. */
    private static final int LONG_DIGITS = 18;

    private final String json;
    private final int[] sizes;
    private final MessagePacker out;
    private int next;
    private int at;

    /** Writes {@code json}, whose {@link #sizes} are given. */
    JsonPacker(String json, int[] sizes, MessagePacker out) {
        this.json = json;
        this.sizes = sizes;
        this.out = out;
    }

    /**
     * How many entries or items each map and list of a JSON value has, in the order in which they begin.
     *
     * @throws RefusedException if it is not one valid JSON value, or nested too deep
     */
    static int[] sizes(String json) {
        JsonScanner scanner = new JsonScanner(json);
        scanner.value(0);
        if (scanner.more()) {
            throw scanner.fault("something follows the value");
        }
        int[] sizes = new int[8];
        int used = 0;
        int[] open = new int[JsonScanner.DEPTH_LIMIT + 1];
        int depth = 0;
        for (int i = 0; i < json.length(); i++) {
            switch (json.charAt(i)) {
                case '"' -> i = stringEnd(json, i);
                case ',' -> sizes[open[depth]]++;
                case '}', ']' -> depth--;
                case '{', '[' -> {
                    sizes = used < sizes.length ? sizes : Arrays.copyOf(sizes, used * 2);
                    open[++depth] = used;
                    sizes[used++] = empty(json, i) ? 0 : 1;
                }
                default -> { }
            }
        }
        return sizes;
    }

    /** Whether the map or list that begins at an index is empty. */
    private static boolean empty(String json, int begin) {
        int i = begin + 1;
        while (json.charAt(i) <= ' ') {
            i++;
        }
        return json.charAt(i) == '}' || json.charAt(i) == ']';
    }

    /** The index of the quote that ends the string which begins at an index. */
    private static int stringEnd(String json, int begin) {
        int i = begin + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** Writes it. */
    void pack() throws IOException {
        for (at = 0; at < json.length(); at++) {
            switch (json.charAt(at)) {
                case '{' -> out.packMapHeader(sizes[next++]);
                case '[' -> out.packArrayHeader(sizes[next++]);
                case '"' -> string();
                case 't' -> word(3).packBoolean(true);
                case 'f' -> word(4).packBoolean(false);
                case 'n' -> word(3).packNil();
                case ' ', '\t', '\n', '\r', ',', ':', '}', ']' -> { }
                default -> number();
            }
        }
    }

    private MessagePacker word(int rest) {
        at += rest;
        return out;
    }

    private void string() throws IOException {
        int end = stringEnd(json, at);
        String text = JsonObject.unescape(json, at + 1, end);
        at = end;
        byte[] utf8 = Texts.wellFormed(text).getBytes(StandardCharsets.UTF_8);
        out.packRawStringHeader(utf8.length).writePayload(utf8);
    }

    private void number() throws IOException {
        int from = at;
        boolean whole = true;
        while (at + 1 < json.length() && "+-.eE0123456789".indexOf(json.charAt(at + 1)) >= 0) {
            at++;
            whole &= json.charAt(at) >= '0' && json.charAt(at) <= '9';
        }
        String number = json.substring(from, at + 1);
        if (!whole || number.equals("-0")) {
            fraction(number);
        } else if (number.length() <= LONG_DIGITS) {
            out.packLong(Long.parseLong(number));
        } else {
            large(number);
        }
    }

    private void large(String number) throws IOException {
        BigInteger value = number.length() > LONG_DIGITS + 3 ? BEYOND : new BigInteger(number);
        if (value.compareTo(MIN_SIGNED) >= 0 && value.compareTo(BEYOND) < 0) {
            out.packBigInteger(value);
        } else {
            fraction(number);
        }
    }

    private void fraction(String number) throws IOException {
        double value = Double.parseDouble(number);
        out.packDouble(Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)));
    }
}
