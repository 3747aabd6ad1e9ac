package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How MVStore writes our values; a length that cannot be true, in a damaged page, takes no memory. */
final class BytesType extends BasicDataType<byte[]> {
    private static final int HEADER = 16;

    @Override
    public int getMemory(byte[] value) {
        return HEADER + value.length;
    }

    @Override
    public boolean isMemoryEstimationAllowed() {
        return false;
    }

    @Override
    public void write(WriteBuffer out, byte[] value) {
        out.putVarInt(value.length).put(value);
    }

    @Override
    public byte[] read(ByteBuffer in) {
        int length = DataUtils.readVarInt(in);
        if (length < 0 || length > in.remaining()) {
            throw new StoreException("A record claims to have " + length + " bytes");
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    @Override
    public byte[][] createStorage(int size) {
        return new byte[size][];
    }
}
