package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;

/**
 * Writes and reads the values of the store: numbers of variable length, texts in UTF-8, and before them a checksum over
 * key and value, because MVStore's own covers the place of a page and not what is in it.
 */
final class Packed {
    private static final int CHECKSUM = 4;
    private static final int LONGEST_NUMBER = 10;

    private ByteBuffer out = ByteBuffer.allocate(128).position(CHECKSUM);

    /** Adds a number, which must not be negative to be short. */
    Packed number(long value) {
        room(LONGEST_NUMBER);
        DataUtils.writeVarLong(out, value);
        return this;
    }

    /** Adds a text. */
    Packed text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        return rest(bytes);
    }

    /** Adds bytes; as the last part they need no length. */
    Packed rest(byte[] bytes) {
        room(bytes.length);
        out.put(bytes);
        return this;
    }

    private void room(int bytes) {
        if (out.remaining() < bytes) {
            int size = Math.max(2 * out.capacity(), out.position() + bytes);
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), size)).position(out.position());
        }
    }

    /** The value to store under a key. */
    byte[] under(byte[] key) {
        byte[] value = Arrays.copyOf(out.array(), out.position());
        ByteBuffer.wrap(value).putInt(0, checksum(key, value));
        return value;
    }

    /**
     * What was packed, to be read part by part.
     *
     * @throws StoreException if it is not what was written under this key
     */
    static ByteBuffer open(byte[] key, byte[] value) {
        if (value.length < CHECKSUM || ByteBuffer.wrap(value).getInt(0) != checksum(key, value)) {
            throw new StoreException("A record does not match its checksum");
        }
        return ByteBuffer.wrap(value).position(CHECKSUM);
    }

    static long number(ByteBuffer in) {
        return DataUtils.readVarLong(in);
    }

    static String text(ByteBuffer in) {
        return text(in, (int) number(in));
    }

    /** The text of all that is left. */
    static String rest(ByteBuffer in) {
        return text(in, in.remaining());
    }

    private static String text(ByteBuffer in, int length) {
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    /** A key that is a text. */
    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A key of two numbers. */
    static byte[] key(long first, long second) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(first).putLong(second).array();
    }

    private static int checksum(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value, CHECKSUM, value.length - CHECKSUM);
        return (int) crc.getValue();
    }
}
