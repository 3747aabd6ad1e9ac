package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;

/** Where MVStore keeps its blocks: on a {@link Disk}, behind the block of the {@link Mark}. */
final class DiskStore extends RandomAccessStore {
    /** Bytes before MVStore's own first block. */
    static final int OFFSET = 4096;

    private static final int MEGABYTE = 1024 * 1024;

    private final Disk disk;

    private DiskStore(Map<String, Object> config, Disk disk, Path file) throws IOException {
        super(config);
        this.disk = disk;
        init(file.toString(), false);
        setSize(Math.max(0, disk.length() - OFFSET));
    }

    /**
     * Opens the store of a file, or begins a new one if there is none.
     *
     * @param memory bytes of the file that may be cached
     * @throws MVStoreException if the file is damaged
     */
    static MVStore open(Disk disk, Path file, int memory) throws IOException {
        Map<String, Object> config = Map.of("cacheSize", Math.max(1, memory / MEGABYTE));
        DiskStore blocks = new DiskStore(config, disk, file);
        // Nothing is committed but by us, so there is no thread, and no commit in the middle of a batch.
        MVStore store = new MVStore.Builder().adoptFileStore(blocks).autoCommitDisabled().autoCommitBufferSize(0)
                .open();
        // Space of five versions back is used again at once: each of them was forced to the disk before the next.
        store.setRetentionTime(0);
        return store;
    }

    @Override
    public ByteBuffer readFully(SFChunk chunk, long position, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try {
            disk.read(OFFSET + position, buffer);
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_READING_FAILED, "read", e);
        }
        buffer.rewind();
        readCount.incrementAndGet();
        readBytes.addAndGet(length);
        return buffer;
    }

    @Override
    protected void writeFully(SFChunk chunk, long position, ByteBuffer source) {
        int length = source.remaining();
        setSize(Math.max(size(), position + length));
        try {
            disk.write(OFFSET + position, source);
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "write", e);
        }
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
    }

    @Override
    public void sync() {
        try {
            disk.force();
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "force", e);
        }
    }

    @Override
    protected void truncate(long size) {
        try {
            disk.truncate(OFFSET + size);
        } catch (IOException e) {
            throw failed(DataUtils.ERROR_WRITING_FAILED, "truncate", e);
        }
        setSize(Math.min(size(), size));
    }

    /** How many bytes were written since the file was opened. */
    long written() {
        return writeBytes.get();
    }

    private MVStoreException failed(int code, String what, IOException e) {
        return DataUtils.newMVStoreException(code, "Could not {0} {1}: {2}", what, getFileName(), e, e);
    }

    @Override
    public void open(String name, boolean readOnly, char[] key) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public FileStore<SFChunk> open(String name, boolean readOnly) {
        throw new UnsupportedOperationException("it is open");
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("copy the file while the server is stopped");
    }
}
