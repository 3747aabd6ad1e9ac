package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first block of the file: how far it is settled. MVStore falls back to an older state without a word when the end
 * of its file is torn; the mark, written after each commit and forced with the next, says what the state must be at
 * least. There are two copies, written by turns, so that one is whole whenever the writing breaks off.
 *
 * @param count grows with each mark
 * @param version the version of MVStore that was settled last
 * @param seed what the epochs of this file are made of
 * @param generation grows when publications may have been lost
 * @param clean whether the file was closed in good order
 * @param relaxed whether commits were not forced to the disk
 * @param boot names the run of the machine; empty if it has no name
 */
record Mark(
        long count, long version, long seed, int generation, boolean clean, boolean relaxed, String boot) {
    /** The format of the file that this version of Carillon writes, and the newest it reads. */
    static final int FORMAT = 1;

    private static final byte[] MAGIC = "Carillon".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 256;
    /** Far enough apart to be in two sectors of any disk. */
    private static final int DISTANCE = DiskStore.OFFSET / 2;

    /** The mark of a commit. */
    Mark settled(long settledVersion) {
        return new Mark(count + 1, settledVersion, seed, generation, false, relaxed, boot);
    }

    /** The mark of a file that is closed in good order. */
    Mark closed(long settledVersion) {
        return new Mark(count + 1, settledVersion, seed, generation, true, relaxed, boot);
    }

    /** Writes the mark over the older one of the two; it is not forced to the disk. */
    void write(Disk disk) throws IOException {
        write(disk, FORMAT);
    }

    /** The same with the number of another format. */
    void write(Disk disk, int format) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(LENGTH).put(MAGIC).putInt(format).putLong(count).putLong(version)
                .putLong(seed).putInt(generation).put((byte) (clean ? 1 : 0)).put((byte) (relaxed ? 1 : 0));
        byte[] name = boot.getBytes(StandardCharsets.UTF_8);
        out.putInt(name.length).put(name);
        out.putInt(LENGTH - Integer.BYTES, checksum(out));
        disk.write(count % 2 * DISTANCE, out.rewind());
    }

    /**
     * Reads the newer one of the two marks.
     *
     * @return the mark; empty if none is whole
     * @throws StoreException if a newer version of Carillon wrote it; without the name of the file
     */
    static Optional<Mark> read(Disk disk) throws IOException {
        if (disk.length() < DiskStore.OFFSET) {
            return Optional.empty();
        }
        Optional<Mark> even = read(disk, 0);
        Optional<Mark> odd = read(disk, DISTANCE);
        if (even.isEmpty() || odd.isEmpty()) {
            return even.or(() -> odd);
        }
        return even.get().count > odd.get().count ? even : odd;
    }

    private static Optional<Mark> read(Disk disk, long position) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(LENGTH);
        disk.read(position, in);
        byte[] magic = new byte[MAGIC.length];
        in.rewind().get(magic);
        if (!Arrays.equals(magic, MAGIC) || in.getInt(LENGTH - Integer.BYTES) != checksum(in)) {
            return Optional.empty();
        }
        int format = in.getInt();
        if (format > FORMAT) {
            throw new StoreException("it has format " + format + ", and this version of Carillon reads up to "
                    + FORMAT + ": use the newer version that wrote it, or another directory");
        }
        return Optional.of(new Mark(in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.get() == 1,
                in.get() == 1, name(in)));
    }

    private static String name(ByteBuffer in) {
        byte[] name = new byte[in.getInt()];
        in.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static int checksum(ByteBuffer mark) {
        CRC32C crc = new CRC32C();
        crc.update(mark.array(), 0, LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }
}
