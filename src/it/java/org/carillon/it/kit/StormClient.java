package org.carillon.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client whose connection is cut again and again, on a thread of its own; it returns until it has done its work. Over
 * a plain socket, because the JDK's client does not always tell that its connection was reset within a frame.
 */
abstract class StormClient implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final String PING = "{\"type\":\"ping\"}";

    private final URL base;
    private final String[] headers;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "storm-" + getClass().getSimpleName());
    private volatile String failure = "";
    private volatile int connections;

    /** A client of a dialect, with more headers as name, value, … */
    StormClient(URL base, String dialect, String... more) {
        this.base = base;
        headers = new String[more.length + 2];
        headers[0] = "Sec-WebSocket-Protocol";
        headers[1] = dialect;
        System.arraycopy(more, 0, headers, 2, more.length);
    }

    final void start() {
        thread.start();
    }

    /** What went wrong; empty if nothing did. */
    final String failure() {
        return failure;
    }

    /** How many times it has connected. */
    final int connections() {
        return connections;
    }

    /** Whether its work is done. */
    abstract boolean done();

    /** It is connected and welcome. */
    abstract void welcomed(RawClient socket);

    /** A message has come. */
    abstract void arrived(RawClient socket, JsonObject message);

    @Override
    public final void close() throws InterruptedException {
        stop.countDown();
        thread.join();
    }

    private void run() {
        try {
            while (!done() && !stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                connect();
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure = "at its connection " + connections + ": " + e;
        }
    }

    private void connect() {
        try (RawClient socket = RawClient.to(base)) {
            if (socket.handshake("", headers).status() != 101) {
                return; // the server comes or goes
            }
            connections++;
            while (!done() && stop.getCount() > 0 && next(socket)) {
                continue;
            }
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw new AssertionError("nothing more came", e);
            }
            // the connection was cut, or the server is away
        }
    }

    private boolean next(RawClient socket) {
        RawClient.Frame frame = socket.next();
        if (frame.opcode() == RawClient.CLOSE) {
            return false;
        }
        for (String text : frame.text().split("\n")) {
            take(socket, text);
        }
        return true;
    }

    private void take(RawClient socket, String text) {
        if (text.equals(PING)) {
            socket.text("{\"type\":\"pong\"}");
            return;
        }
        JsonObject message = json(text);
        if (message.getString("type").equals("welcome")) {
            welcomed(socket);
        } else {
            arrived(socket, message);
        }
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
