package org.carillon.cluster.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.carillon.node.StoreSettings;

/**
 * Where the file is and how it is used.
 *
 * @param directory where the file is
 * @param settings how it is used
 * @param boot names the run of the machine; empty if it has no name
 * @param opener opens the file
 */
record FileOptions(Path directory, StoreSettings settings, String boot, Disk.Opener opener) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** For this machine. */
    static FileOptions of(Path directory, StoreSettings settings) {
        return new FileOptions(directory, settings, machineRun(), PlainDisk::open);
    }

    /** The file. */
    Path file() {
        return directory.resolve("carillon.store");
    }

    /** Whether commits are forced to the disk. */
    boolean forced() {
        return settings.fsync() != StoreSettings.Fsync.OFF;
    }

    private static String machineRun() {
        try {
            return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
