package org.carillon.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client whose connection is cut again and again, on a thread of its own; it returns until it has done its work. */
abstract class StormClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 20;
    private static final String GONE = "{\"type\":\"gone\"}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI uri;
    private final WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "storm-" + getClass().getSimpleName());
    private Inbox inbox = new Inbox(false, false);
    private volatile String failure = "";
    private volatile int connections;

    StormClient(URL base, String dialect) {
        uri = URI.create("ws://127.0.0.1:" + base.getPort() + base.getPath() + "ws");
        builder.subprotocols(dialect);
    }

    final void header(String name, String value) {
        builder.header(name, value);
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
    abstract void welcomed(WebSocket socket);

    /** A message has come. */
    abstract void arrived(WebSocket socket, JsonObject message);

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

    private void connect() throws InterruptedException {
        Inbox current = new Inbox(false, false);
        inbox = current;
        WebSocket socket;
        try {
            socket = builder.buildAsync(uri, inbox).join();
        } catch (CompletionException e) {
            return; // the server is away, or the connection was cut within the handshake
        }
        connections++;
        current.ended.thenRun(() -> current.messages.add(GONE));
        try {
            while (!done() && stop.getCount() > 0 && next(socket)) {
                continue;
            }
        } finally {
            socket.abort();
        }
    }

    private boolean next(WebSocket socket) throws InterruptedException {
        String text = inbox.messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing more came");
        }
        JsonObject message = json(text);
        switch (message.getString("type")) {
            case "gone" -> {
                return false;
            }
            case "welcome" -> welcomed(socket);
            default -> arrived(socket, message);
        }
        return true;
    }

    /**
     * Sends, unless the connection is gone. That a send fails is how its end is known then: the JDK's client has seen
     * the reset by writing, reads an end within a frame, and does not tell of it.
     */
    final void send(WebSocket socket, String text) {
        socket.sendText(text, true).exceptionally(e -> {
            inbox.messages.add(GONE);
            return socket;
        }).join();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
