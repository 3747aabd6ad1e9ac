package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import java.util.Comparator;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Where a publication is: those of a stream follow on each other.
 *
 * @param stream the number of the stream in this file
 * @param offset the publication's offset in it
 */
record MessageKey(long stream, long offset) implements Comparable<MessageKey> {
    private static final Comparator<MessageKey> ORDER =
            Comparator.comparingLong(MessageKey::stream).thenComparingLong(MessageKey::offset);
    private static final int MEMORY = 32;

    /** The key as it enters checksums. */
    byte[] bytes() {
        return Packed.key(stream, offset);
    }

    @Override
    public int compareTo(MessageKey other) {
        return ORDER.compare(this, other);
    }

    /** How MVStore orders and writes these keys. */
    static final class Type extends BasicDataType<MessageKey> {

        @Override
        public int compare(MessageKey one, MessageKey other) {
            return one.compareTo(other);
        }

        @Override
        public int getMemory(MessageKey key) {
            return MEMORY;
        }

        @Override
        public void write(WriteBuffer out, MessageKey key) {
            out.putVarLong(key.stream).putVarLong(key.offset);
        }

        @Override
        public MessageKey read(ByteBuffer in) {
            return new MessageKey(DataUtils.readVarLong(in), DataUtils.readVarLong(in));
        }

        @Override
        public MessageKey[] createStorage(int size) {
            return new MessageKey[size];
        }
    }
}
