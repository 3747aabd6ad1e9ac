package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The bytes of one file. Calls may come from several threads, and an interrupted thread does not close the file. */
interface Disk extends AutoCloseable {

    /** How many bytes the file has. */
    long length() throws IOException;

    /** Fills the buffer from a position on; fails if the file ends before. */
    void read(long position, ByteBuffer target) throws IOException;

    /** Writes the whole buffer from a position on: when it returns, the operating system has it. */
    void write(long position, ByteBuffer source) throws IOException;

    /** Returns when all that was written is safe from a crash of the machine. */
    void force() throws IOException;

    /** Cuts the file off. */
    void truncate(long length) throws IOException;

    /** How many bytes may still be written where the file is. */
    long usable() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens files. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens a file, which is made if it is missing, for one process and one deployment alone.
         *
         * @throws StoreException if someone else has it open
         */
        Disk open(Path file) throws IOException;
    }
}
