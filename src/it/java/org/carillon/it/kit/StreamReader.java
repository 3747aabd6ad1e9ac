package org.carillon.it.kit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads the messages of one channel as fast as they come and keeps none: the offset and the length of each are checked
 * on the bytes, so that the test's machine is left to the server. Speaks {@code carillon.v1.json} over a plain socket.
 */
public final class StreamReader implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final byte[] MASK = {7, 7, 7, 7};
    private static final String OFFSET = "\"offset\":";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int atLeast;
    private final Semaphore arrived = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "stream-reader");
    private byte[] message = new byte[BUFFER];
    private int length;
    private volatile long offset;
    private volatile String failure = "";
    private volatile boolean closing;

    /** A reader of a channel whose messages have at least so many bytes. */
    public StreamReader(URL base, String channel, int atLeast) throws IOException {
        this.atLeast = atLeast;
        socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        out = socket.getOutputStream();
        handshake(base);
        send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        String subscribed = nextText();
        while (!subscribed.startsWith("{\"type\":\"subscribed\"")) {
            subscribed = nextText();
        }
        offset = offset(subscribed);
        thread.start();
    }

    /** Waits for the next message; false if it does not come. */
    public boolean awaitNext() throws InterruptedException {
        return arrived.tryAcquire(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The offset of the last message; every one before it has come too. */
    public long offset() {
        return offset;
    }

    /** What went wrong; empty if nothing did. */
    public String failure() {
        return failure;
    }

    @Override
    public void close() throws Exception {
        closing = true;
        socket.close();
        thread.join();
    }

    private void handshake(URL base) throws IOException {
        String key = Base64.getEncoder().encodeToString(new byte[16]);
        String request = "GET " + base.getPath() + "ws HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\nSec-WebSocket-Protocol: carillon.v1.json\r\n\r\n";
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder response = new StringBuilder();
        while (response.indexOf("\r\n\r\n") < 0) {
            response.append((char) in.readUnsignedByte());
        }
        if (!response.toString().startsWith("HTTP/1.1 101")) {
            throw new AssertionError("no upgrade: " + response);
        }
    }

    private void run() {
        try {
            while (!closing) {
                check(nextText());
                arrived.release();
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                failure = "after offset " + offset + ": " + e;
            }
        }
    }

    private void check(String start) {
        long next = offset(start);
        if (!start.startsWith("{\"type\":\"message\"") || next != offset + 1 || length < atLeast) {
            throw new IllegalStateException("then came " + length + " bytes of " + start);
        }
        offset = next;
    }

    private static long offset(String text) {
        int from = text.indexOf(OFFSET) + OFFSET.length();
        return Long.parseLong(text.substring(from, text.indexOf(',', from)));
    }

    /** The beginning of the next text message, which may come in several frames; answers pings. */
    private String nextText() throws IOException {
        length = 0;
        while (true) {
            int first = in.readUnsignedByte();
            int opcode = first & 15;
            int size = size();
            if (opcode == 8) {
                throw new EOFException("closed by the server with " + in.readUnsignedShort());
            } else if (opcode == 9) {
                in.readFully(new byte[size]);
                frame(10, new byte[0]);
            } else {
                append(size);
                if ((first & 128) != 0) {
                    return new String(message, 0, Math.min(length, 400), StandardCharsets.UTF_8);
                }
            }
        }
    }

    private void append(int size) throws IOException {
        if (length + size > message.length) {
            message = Arrays.copyOf(message, 2 * (length + size));
        }
        in.readFully(message, length, size);
        length += size;
    }

    private int size() throws IOException {
        int size = in.readUnsignedByte() & 127;
        if (size == 126) {
            return in.readUnsignedShort();
        }
        return size == 127 ? Math.toIntExact(in.readLong()) : size;
    }

    private void send(String text) throws IOException {
        frame(1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A short frame, masked as clients must. */
    private void frame(int opcode, byte[] payload) throws IOException {
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) (128 | opcode);
        frame[1] = (byte) (128 | payload.length);
        System.arraycopy(MASK, 0, frame, 2, MASK.length);
        for (int i = 0; i < payload.length; i++) {
            frame[6 + i] = (byte) (payload[i] ^ MASK[i % MASK.length]);
        }
        out.write(frame);
    }
}
