package org.carillon.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts large messages into the pieces that chunks carry. */
final class Cut {
    private static final int LONGEST_CHARACTER = 4;

    private Cut() {}

    /** Pieces of at most so many bytes. */
    static List<Part> bytes(byte[] data, int limit) {
        List<Part> pieces = new ArrayList<>(data.length / limit + 1);
        for (int from = 0; from < data.length; from += limit) {
            pieces.add(new Part.Binary(Arrays.copyOfRange(data, from, Math.min(data.length, from + limit))));
        }
        return pieces;
    }

    /** Pieces of at most so many bytes in UTF-8, but at least of one character; none ends amid a surrogate pair. */
    static List<Part> text(String text, int limit) {
        List<Part> pieces = new ArrayList<>(text.length() / limit + 1);
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            int more = bytes(text.charAt(i), pair);
            if (i > from && bytes + more > limit) {
                pieces.add(new Part.Text(text.substring(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += more;
            i += pair ? 1 : 0;
        }
        pieces.add(new Part.Text(text.substring(from)));
        return pieces;
    }

    private static int bytes(char c, boolean pair) {
        if (pair) {
            return LONGEST_CHARACTER;
        }
        return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
}
