package org.carillon.cluster.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the file system. Containers interrupt threads, and a {@code FileChannel} closes itself then; this one reads
 * and writes by {@link RandomAccessFile}, which does not, and uses a channel for the lock alone.
 */
final class PlainDisk implements Disk {
    private final Path file;
    /** Guards itself: a position is set, then used. So does {@link #reader}, which does not wait for writes. */
    private final RandomAccessFile writer;
    private final RandomAccessFile reader;

    private PlainDisk(Path file, RandomAccessFile writer, RandomAccessFile reader) {
        this.file = file;
        this.writer = writer;
        this.reader = reader;
    }

    /** Opens and locks a file. */
    static Disk open(Path file) throws IOException {
        RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw");
        try {
            // Released when the writer is closed, or with the process.
            if (lock(writer) == null) {
                throw new StoreException("The store " + file + " is in use by another process or deployment: end that, "
                        + "or set carillon.store.directory to a directory of its own for each deployment.");
            }
            return new PlainDisk(file, writer, new RandomAccessFile(file.toFile(), "r"));
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(RandomAccessFile writer) throws IOException {
        try {
            return writer.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public long length() throws IOException {
        return writer.length();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        synchronized (reader) {
            reader.seek(position);
            reader.readFully(target.array(), target.arrayOffset() + target.position(), target.remaining());
        }
        target.position(target.limit());
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        synchronized (writer) {
            writer.seek(position);
            writer.write(source.array(), source.arrayOffset() + source.position(), source.remaining());
        }
        source.position(source.limit());
    }

    @Override
    public void force() throws IOException {
        writer.getFD().sync();
    }

    @Override
    public void truncate(long length) throws IOException {
        synchronized (writer) {
            writer.setLength(length);
        }
    }

    @Override
    public long usable() {
        return file.toFile().getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        try (writer; reader) {
            writer.getChannel().close();
        }
    }
}
