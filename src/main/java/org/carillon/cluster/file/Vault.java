package org.carillon.cluster.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The open file. All that changes it is called under the committer's role, by one thread at a time; {@link #tables} may
 * be read by any.
 */
final class Vault {
    private static final Logger LOG = System.getLogger(Vault.class.getName());
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After how many bytes the file is looked after, and how many of it are written anew then at most. */
    private static final int STEP = 4 * 1024 * 1024;
    /** How full the chunks of the file, and the file, are kept at least, in percent. */
    private static final int FULL_CHUNKS = 60;
    private static final int FULL_FILE = 70;

    private final FileOptions options;
    private volatile Opening.@Nullable Opened opened;
    private Mark mark;
    private long triedAt;
    private volatile boolean closed;
    private volatile boolean untidy;
    /** What had been written when the file was looked after. */
    private long tidied;

    /**
     * Opens the file.
     *
     * @throws StoreException if it cannot be used
     */
    Vault(FileOptions options) {
        this.options = options;
        Opening.Opened first = Opening.open(options);
        this.opened = first;
        this.mark = first.mark();
    }

    /**
     * What is in the file.
     *
     * @throws RefusedException {@code unavailable} while it cannot be used
     */
    Tables tables() {
        Opening.Opened now = opened;
        if (now == null) {
            throw unavailable(closed ? "is closed, the server stops" : "is not usable now, the server's log says why");
        }
        return now.tables();
    }

    /** The number that the epochs of this file are made of. */
    long seed() {
        return mark.seed();
    }

    /** The generation of the file. */
    int generation() {
        return mark.generation();
    }

    /** How many bytes the file has; 0 while it cannot be used. */
    long bytes() {
        Opening.Opened now = opened;
        return now == null ? 0 : DiskStore.OFFSET + now.tables().store().getFileStore().size();
    }

    /**
     * Lets a commit begin: opens the file again if the last one failed, once a second at most.
     *
     * @throws RefusedException {@code unavailable} if there is too little room, or the file cannot be used
     */
    Tables begin() {
        if (opened == null) {
            reopen();
        }
        Tables tables = tables();
        checkRoom();
        return tables;
    }

    private void checkRoom() {
        Opening.Opened now = opened;
        try {
            if (now != null && now.disk().usable() < options.settings().reserve()) {
                throw unavailable("is on a disk with less than " + options.settings().reserve()
                        + " bytes left: make room there, or lower carillon.store.reserve");
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The room for " + options.file() + " cannot be found out", e);
            throw unavailable("is on a disk whose room cannot be found out");
        }
    }

    /** Makes safe what was put into the tables; throws what kept it from being done. */
    void commit() {
        Tables tables = tables();
        if (tables.store().hasUnsavedChanges()) {
            tables.store().commit();
            settle(tables);
            untidy = true;
        }
        if (blocks(tables).written() - tidied >= STEP) {
            tidy();
        }
    }

    private void settle(Tables tables) {
        Opening.Opened now = opened;
        Mark next = mark.settled(tables.store().getCurrentVersion());
        if (now != null && next.version() != mark.version()) {
            if (options.forced()) {
                tables.store().sync();
            }
            try {
                next.write(now.disk());
            } catch (IOException e) {
                throw new StoreException("The mark of " + options.file() + " cannot be written", e);
            }
            mark = next;
        }
    }

    /** Gives room back that nothing is in, a little at a time. */
    void tidy() {
        Tables tables = tables();
        DiskStore blocks = blocks(tables);
        untidy = false;
        // MVStore gives up in the middle when the thread is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            if (blocks.getChunksFillRate() < FULL_CHUNKS) {
                // The emptiest first: more is freed than is written, so that this ends.
                untidy = blocks.compact(FULL_CHUNKS, STEP);
                tables.store().commit();
            } else if (blocks.getFillRate() < FULL_FILE) {
                long before = blocks.size();
                blocks.compactMoveChunks(FULL_FILE, STEP, tables.store());
                untidy = blocks.size() < before;
            }
            settle(tables);
            tidied = blocks.written();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static DiskStore blocks(Tables tables) {
        return (DiskStore) tables.store().getFileStore();
    }

    /** Whether the file can be used. */
    boolean usable() {
        return opened != null;
    }

    /** Whether the file has to be looked after. */
    boolean untidy() {
        return untidy;
    }

    /** A commit failed: whatever it left is taken back before the file is used again. */
    void broken(Throwable reason) {
        LOG.log(Level.ERROR, "A commit to " + options.file() + " failed: what was in it is refused, "
                + "and the file is opened again", reason);
        close(opened);
        opened = null;
        triedAt = System.nanoTime() - PATIENCE_NANOS;
        reopen();
    }

    private void reopen() {
        if (closed || System.nanoTime() - triedAt < PATIENCE_NANOS) {
            return;
        }
        triedAt = System.nanoTime();
        Disk disk = null;
        try {
            disk = options.opener().open(options.file());
            opened = new Opening.Opened(disk, asSettled(disk), mark);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "The store " + options.file() + " cannot be opened again yet", e);
            opened = null;
            if (disk != null) {
                close(disk);
            }
        }
    }

    /** The state that was settled last, without a commit that failed on its way to the disk. */
    private Tables asSettled(Disk disk) throws IOException {
        Tables tables = Tables.open(disk, options.file(), options.settings().memory());
        long version = tables.store().getCurrentVersion();
        if (version < mark.version()) {
            throw new StoreException("its newest state (" + version + ") is older than what was acknowledged ("
                    + mark.version() + ")");
        }
        if (version > mark.version()) {
            tables.store().rollbackTo(mark.version());
        }
        // A version of its own, so that what was taken back is not found again.
        tables.next(Tables.FAILURES);
        tables.store().commit();
        tables.store().sync();
        tidied = 0;
        mark = mark.settled(tables.store().getCurrentVersion());
        mark.write(disk);
        return tables;
    }

    /** Closes the file in good order. */
    void close() {
        closed = true;
        Opening.Opened now = opened;
        if (now == null) {
            return;
        }
        try {
            now.tables().store().commit();
            long version = now.tables().store().getCurrentVersion();
            now.tables().store().close();
            now.disk().force();
            mark.closed(version).write(now.disk());
            now.disk().force();
            now.disk().close();
            opened = null;
        } catch (IOException | MVStoreException e) {
            LOG.log(Level.ERROR, "The store " + options.file() + " was not closed in good order", e);
            close(now);
            opened = null;
        }
    }

    private static void close(Opening.@Nullable Opened some) {
        if (some != null) {
            some.tables().store().closeImmediately();
            close(some.disk());
        }
    }

    private static void close(Disk disk) {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A file did not close", e);
        }
    }

    private RefusedException unavailable(String why) {
        return new RefusedException(ErrorCode.UNAVAILABLE, "the store " + options.directory() + ' ' + why);
    }
}
