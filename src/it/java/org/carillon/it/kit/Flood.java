package org.carillon.it.kit;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The same bytes, written to a socket without pause until the server cuts it or the test has seen enough. */
public final class Flood implements AutoCloseable {
    private final RawClient client;
    private final byte[] bytes;
    private final AtomicLong written = new AtomicLong();
    private final Thread thread = new Thread(this::run, "flood");
    private volatile boolean stopped;
    private volatile boolean cut;

    private Flood(RawClient client, byte[] bytes) {
        this.client = client;
        this.bytes = bytes;
        thread.setDaemon(true);
    }

    /** A flood that begins now; closing it closes the socket too. */
    public static Flood of(RawClient client, byte[] bytes) {
        Flood flood = new Flood(client, bytes);
        flood.thread.start();
        return flood;
    }

    /** So many copies of one frame. */
    public static byte[] frames(int times, int opcode, boolean last, String payload) {
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(RawClient.head(opcode, last, content.length));
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private void run() {
        try {
            while (!stopped) {
                client.write(bytes);
                written.addAndGet(bytes.length);
            }
        } catch (UncheckedIOException e) {
            cut = true; // by the server, or by this test's close
        }
    }

    /** How many bytes the server's machine has taken. */
    public long written() {
        return written.get();
    }

    /** Whether nothing more can be written. */
    public boolean cut() {
        return cut;
    }

    @Override
    public void close() {
        stopped = true;
        client.close();
    }
}
