package org.carillon.cluster.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;
import org.carillon.node.StoreSettings.Repair;
import org.h2.mvstore.MVStoreException;

/** Opens the file when the deployment starts: finds out what happened to it since, and never begins anew in silence. */
final class Opening {
    private static final Logger LOG = System.getLogger(Opening.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final FileOptions options;
    private final Path file;

    /** The file and what the mark says of it. */
    record Opened(Disk disk, Tables tables, Mark mark) {

        void close() throws IOException {
            try (disk) {
                tables.store().closeImmediately();
            }
        }
    }

    private Opening(FileOptions options) {
        this.options = options;
        this.file = options.file();
    }

    /**
     * Opens the file, and makes it if there is none.
     *
     * @throws StoreException if it cannot be used; the message names it, says why, and what to do
     */
    static Opened open(FileOptions options) {
        Opening opening = new Opening(options);
        try {
            return opening.open();
        } catch (IOException e) {
            throw new StoreException("The store " + opening.file + " cannot be opened (" + e + "): check that the "
                    + "directory is there and writable, or set carillon.store.directory.", e);
        }
    }

    private Opened open() throws IOException {
        Files.createDirectories(options.directory());
        if (!Files.exists(file)) {
            make();
        }
        Disk disk = options.opener().open(file);
        Mark before;
        try {
            before = Mark.read(disk).orElse(null);
        } catch (StoreException e) {
            disk.close();
            throw new StoreException("The store " + file + " cannot be used: " + e.getMessage() + '.', e);
        }
        try {
            if (before == null) {
                throw new StoreException("its first block is not one of Carillon's");
            }
            return taken(disk, before);
        } catch (StoreException | MVStoreException e) {
            disk.close();
            return damaged(e);
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** Makes the file under another name, so that one with the right name is always whole. */
    private void make() throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (Disk disk = options.opener().open(unfinished)) {
            long seed = ThreadLocalRandom.current().nextLong();
            new Mark(0, 0, seed, 0, true, !options.forced(), options.boot()).write(disk);
            disk.write(DiskStore.OFFSET - 1L, ByteBuffer.allocate(1));
            Tables tables = Tables.open(disk, file, options.settings().memory());
            tables.state().put(Tables.NEXT_STREAM, 1L);
            tables.store().commit();
            Mark mark = new Mark(1, tables.store().getCurrentVersion(), seed, 0, true, !options.forced(),
                    options.boot());
            mark.write(disk);
            tables.store().close();
            disk.force();
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    private void forceDirectory() {
        try (FileChannel directory = FileChannel.open(options.directory(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "This system cannot force a directory to the disk", e);
        }
    }

    private Opened taken(Disk disk, Mark before) throws IOException {
        if (disk.length() <= DiskStore.OFFSET) {
            // MVStore would take this for a new file.
            throw new StoreException("there is nothing behind its first block");
        }
        Tables tables = Tables.open(disk, file, options.settings().memory());
        boolean otherBoot = !before.clean() && (options.boot().isEmpty() || !options.boot().equals(before.boot()));
        if (otherBoot) {
            tables = whole(disk, tables, before);
        }
        boolean lost = otherBoot && before.relaxed();
        long version = tables.store().getCurrentVersion();
        if (version < before.version() && !lost) {
            acceptOlder(tables, before);
            lost = true;
        }
        if (lost) {
            LOG.log(Level.WARNING, "Publications of the store {0} may have been lost: all channels begin a new epoch, "
                    + "so that clients notice", file);
        }
        Mark now = new Mark(before.count() + 1, version, before.seed(), before.generation() + (lost ? 1 : 0), false,
                !options.forced(), options.boot());
        disk.force();
        now.write(disk);
        disk.force();
        return new Opened(disk, tables, now);
    }

    private void acceptOlder(Tables tables, Mark before) throws IOException {
        if (options.settings().repair() != Repair.OLDER) {
            throw new StoreException("its newest state that is whole (" + tables.store().getCurrentVersion()
                    + ") is older than what was acknowledged (" + before.version() + "): its end is torn");
        }
        keepCopy(Repair.OLDER);
        tables.verify();
    }

    /**
     * After a crash of the machine: a commit that was never acknowledged may have reached the disk in parts that look
     * whole. Then it is taken back.
     */
    private Tables whole(Disk disk, Tables tables, Mark before) throws IOException {
        try {
            tables.verify();
            return tables;
        } catch (RuntimeException e) {
            if (tables.store().getCurrentVersion() <= before.version()) {
                throw new StoreException("a part of it cannot be read: " + e.getMessage(), e);
            }
            LOG.log(Level.INFO, "The last commit of {0} was not finished when the machine stopped: it is taken back",
                    file);
            return takenBack(disk, tables, before.version());
        }
    }

    private Tables takenBack(Disk disk, Tables tables, long version) throws IOException {
        tables.store().rollbackTo(version);
        tables.store().closeImmediately();
        Tables again = Tables.open(disk, file, options.settings().memory());
        try {
            again.verify();
        } catch (RuntimeException e) {
            throw new StoreException("a part of it cannot be read: " + e.getMessage(), e);
        }
        return again;
    }

    private Opened damaged(RuntimeException reason) throws IOException {
        String why = "The store " + file + " is damaged: " + reason.getMessage() + ". ";
        if (options.settings().repair() == Repair.EMPTY) {
            LOG.log(Level.ERROR, why + "The setting carillon.store.repair says to begin with an empty one.", reason);
            keepCopy(Repair.EMPTY);
            Files.delete(file);
            return open();
        }
        throw new StoreException(why + "It was left as it is. Restore it from a backup; or set carillon.store.repair "
                + "to 'older' to go on with what is whole, if there is any, or to 'empty' to begin anew: both keep a "
                + "copy of the file beside it.", reason);
    }

    private void keepCopy(Repair repair) throws IOException {
        Path copy = file.resolveSibling(file.getFileName() + ".damaged-" + STAMP.format(Instant.now()));
        Files.copy(file, copy);
        LOG.log(Level.WARNING, "The store {0} was damaged; carillon.store.repair={1}, and a copy is kept at {2}", file,
                repair, copy);
    }
}
