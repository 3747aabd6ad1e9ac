package org.carillon.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.carillon.RefusedException;

/** What texts need on their way to and from UTF-8. */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** The text itself; where it has half a surrogate pair, which has no UTF-8, U+FFFD instead. */
    static String wellFormed(String text) {
        if (JsonObject.wellFormed(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Whether a text has a control character. */
    static boolean control(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The text of UTF-8 bytes.
     *
     * @throws RefusedException with {@code malformed} if they are not
     */
    static String of(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            } catch (CharacterCodingException e) {
                throw JsonObject.malformed("a text is not valid UTF-8");
            }
        }
        return text;
    }
}
