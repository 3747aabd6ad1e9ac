package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Real files that fail, wait or fill up when a test says so. */
final class FailingDisks {
    volatile boolean failWrites;
    volatile boolean failForce;
    volatile boolean failOpen;
    volatile long usable = Long.MAX_VALUE;
    final AtomicInteger forced = new AtomicInteger();
    /** Taken for each force while it is not null. */
    volatile Semaphore forceGate;
    private final AtomicInteger life = new AtomicInteger();
    private final List<Disk> open = new CopyOnWriteArrayList<>();

    /** What opens files until all are closed: a process that is gone opens none. */
    Disk.Opener life() {
        int mine = life.get();
        return file -> open(file, mine);
    }

    private Disk open(Path file, int mine) throws IOException {
        if (failOpen || mine != life.get()) {
            throw new IOException("no such device");
        }
        Disk disk = new Failing(PlainDisk.open(file));
        open.add(disk);
        return disk;
    }

    void closeAll() throws IOException {
        life.incrementAndGet();
        for (Disk disk : open) {
            disk.close();
        }
        open.clear();
    }

    private final class Failing implements Disk {
        private final Disk disk;
        private volatile boolean closed;

        Failing(Disk disk) {
            this.disk = disk;
        }

        @Override
        public long length() throws IOException {
            return disk.length();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            disk.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            if (failWrites || closed) {
                throw new IOException("No space left on device");
            }
            disk.write(position, source);
        }

        @Override
        public void force() throws IOException {
            Semaphore gate = forceGate;
            if (gate != null) {
                gate.acquireUninterruptibly();
            }
            if (failForce || closed) {
                throw new IOException("Input/output error");
            }
            forced.incrementAndGet();
            disk.force();
        }

        @Override
        public void truncate(long length) throws IOException {
            disk.truncate(length);
        }

        @Override
        public long usable() throws IOException {
            return Math.min(usable, disk.usable());
        }

        @Override
        public void close() throws IOException {
            closed = true;
            disk.close();
        }
    }
}
