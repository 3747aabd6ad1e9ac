package org.carillon.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.Part;

/**
 * One command that comes in parts. Parts of text are kept as UTF-8, so that what they take is known; a piece may end
 * within a surrogate pair, whose other half begins the next one. Guarded by whoever owns it.
 */
final class Transfer {
    /** What a part takes besides its bytes. */
    private static final int OVERHEAD = 64;

    private final boolean text;
    private final List<byte[]> parts = new ArrayList<>();
    private String half = "";
    private int bytes;
    private long heardAt;

    /** A transfer whose first part is of this kind. */
    Transfer(Part first) {
        this.text = first instanceof Part.Text;
    }

    /** Whether it is the text of a command in JSON; otherwise it is the bytes of one in MessagePack. */
    boolean text() {
        return text;
    }

    /** The index of the next part. */
    int next() {
        return parts.size();
    }

    /** The bytes of all parts. */
    int bytes() {
        return bytes;
    }

    /** How many bytes of memory it takes. */
    long memory() {
        return bytes + (long) OVERHEAD * parts.size();
    }

    /** How many bytes of memory a part of so many bytes takes. */
    static int memory(int bytes) {
        return bytes + OVERHEAD;
    }

    /** When its last part came, in epoch milliseconds. */
    long heardAt() {
        return heardAt;
    }

    /**
     * The bytes of the next part, which is then to be added.
     *
     * @throws RefusedException {@code malformed} if it is of the other kind, or no text
     */
    byte[] read(Part part) {
        if (part instanceof Part.Binary binary) {
            require(!text, "all parts must be text, as the first one");
            return binary.data();
        }
        require(text, "all parts must be base64, as the first one");
        return encoded(half + ((Part.Text) part).text());
    }

    private byte[] encoded(String piece) {
        int end = piece.length();
        boolean cut = end > 0 && Character.isHighSurrogate(piece.charAt(end - 1));
        half = cut ? piece.substring(end - 1) : "";
        try {
            CharBuffer whole = CharBuffer.wrap(piece, 0, cut ? end - 1 : end);
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(whole);
            byte[] encoded = new byte[utf8.remaining()];
            utf8.get(encoded);
            return encoded;
        } catch (CharacterCodingException e) {
            throw new RefusedException(ErrorCode.MALFORMED, "'data' has half a surrogate pair");
        }
    }

    void add(byte[] part, long now) {
        parts.add(part);
        bytes += part.length;
        heardAt = now;
    }

    /**
     * All parts as one.
     *
     * @throws RefusedException {@code malformed} if the text ends within a surrogate pair
     */
    byte[] joined() {
        require(half.isEmpty(), "the last part ends with half a surrogate pair");
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes);
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new RefusedException(ErrorCode.MALFORMED, otherwise);
        }
    }
}
