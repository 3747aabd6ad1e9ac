package org.carillon.endpoint.tyrus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a client's frame carries, under its mask. */
final class Payload {
    private static final char REPLACEMENT = '\uFFFD';

    private Payload() {}

    /** A copy of the bytes from {@code start} on without their mask, which is right before them. */
    static byte[] unmasked(ByteBuffer data, int start, int length) {
        int mask = data.getInt(start - Integer.BYTES);
        long twice = (long) mask << Integer.SIZE | mask & 0xFFFFFFFFL;
        ByteBuffer plain = ByteBuffer.allocate(length);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            plain.putLong(i, data.getLong(start + i) ^ twice);
        }
        for (; i < length; i++) {
            int shift = (Integer.BYTES - 1 - i % Integer.BYTES) * Byte.SIZE;
            plain.put(i, (byte) (data.get(start + i) ^ mask >>> shift));
        }
        return plain.array();
    }

    /** Bytes as text; absent if they are not valid UTF-8. */
    static @Nullable String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || valid(bytes) ? text : null;
    }

    private static boolean valid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false; // the answer to the question, not a failure
        }
    }
}
