package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * A client over the JDK's WebSocket. It keeps what arrives, splits joined frames into messages, and answers the
 * server's pings as a client of its dialect does. Waiting for something that does not come fails with all that did.
 */
public final class Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PACE = 4;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;
    private final Inbox inbox;
    private final List<String> seen = new ArrayList<>();

    /** How a session ended. */
    public record Ended(int code, String reason) {
        /** The word of the reason that clients decide by. */
        public String word() {
            return reason.contains(":") ? reason.substring(0, reason.indexOf(':')) : reason;
        }
    }

    /** How to connect: build it with {@link #to}. */
    public static final class Options {
        private final URI uri;
        private final WebSocket.Builder builder;
        private boolean paused;
        private boolean silent;

        private Options(HttpClient http, URI uri) {
            this.uri = uri;
            this.builder = http.newWebSocketBuilder().connectTimeout(PATIENCE);
        }

        public Options header(String name, String value) {
            builder.header(name, value);
            return this;
        }

        /** Offers subprotocols; an empty name offers none. */
        public Options dialect(String first, String... more) {
            if (!first.isEmpty()) {
                builder.subprotocols(first, more);
            }
            return this;
        }

        /** Reads nothing until {@link Client#read}. */
        public Options paused() {
            paused = true;
            return this;
        }

        /** Takes the server's ping messages like any other message, and does not answer them. */
        public Options silent() {
            silent = true;
            return this;
        }

        public Client connect() {
            Inbox inbox = new Inbox(paused, silent);
            return new Client(builder.buildAsync(uri, inbox).join(), inbox);
        }

        /** The status of a handshake that the server refuses. */
        public int refusedWith() {
            try {
                connect().close();
            } catch (CompletionException e) {
                if (e.getCause() instanceof WebSocketHandshakeException refused) {
                    return refused.getResponse().statusCode();
                }
                throw e;
            }
            throw new AssertionError("the handshake was not refused");
        }
    }

    private Client(WebSocket socket, Inbox inbox) {
        this.socket = socket;
        this.inbox = inbox;
    }

    /**
     * A connection to the socket of the deployment at {@code base}, such as {@code http://127.0.0.1:18080/carillon/}.
     */
    public static Options to(java.net.URL base, String query) {
        return new Options(HTTP, URI.create("ws://127.0.0.1:" + base.getPort() + base.getPath() + "ws" + query));
    }

    /** A connection by TLS to the deployment at {@code base}, such as {@code https://localhost:19443/carillon/}. */
    public static Options secured(java.net.URL base, SSLContext trusted) {
        return new Options(HttpClient.newBuilder().sslContext(trusted).build(),
                URI.create("wss://" + base.getAuthority() + base.getPath() + "ws"));
    }

    /** The same, without a query. */
    public static Options to(java.net.URL base) {
        return to(base, "");
    }

    public Client send(String text) {
        try {
            socket.sendText(text, true).join();
        } catch (CompletionException e) {
            throw new AssertionError("could not send; ended: " + inbox.ended.getNow(null), e);
        }
        return this;
    }

    public Client sendPart(String text, boolean last) {
        socket.sendText(text, last).join();
        return this;
    }

    public Client send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** Sends texts, and goes on only when the server has read what was sent before: a little at a time is under way. */
    public Client sendPaced(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            send(texts.get(i));
            if (i % PACE == PACE - 1) {
                String id = "\"pace-" + System.nanoTime() + '"';
                send("{\"type\":\"ping\",\"id\":" + id + '}');
                await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                        .until(() -> inbox.messages.removeIf(text -> text.contains(id)) || !open());
            }
        }
        return this;
    }

    /** Lets {@code n} more frames in, for a client that was connected {@code paused}. */
    public Client read(long n) {
        socket.request(n);
        return this;
    }

    /** The next message that satisfies {@code wanted}; those before it are skipped. */
    public String next(Predicate<String> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                String message = inbox.messages.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (message == null) {
                    throw new AssertionError("nothing more came; seen: " + seen + "; ended: "
                            + inbox.ended.getNow(null));
                }
                seen.add(message);
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next message. */
    public String next() {
        return next(message -> true);
    }

    /** The next messages, as JSON, by their types: for those whose order among each other is not said. */
    public Map<String, JsonObject> take(int count) {
        Map<String, JsonObject> byType = new HashMap<>();
        for (int i = 0; i < count; i++) {
            JsonObject message = json(next());
            byType.put(message.getString("type"), message);
        }
        return byType;
    }

    /** The next message of a type, as JSON. */
    public JsonObject next(String type) {
        return json(next(message -> message.startsWith("{\"type\":\"" + type + '"')));
    }

    /** The next message, which must be of a type; nothing may come before it. */
    public JsonObject nextIs(String type) {
        String message = next();
        assertThat(message).startsWith("{\"type\":\"" + type + '"');
        return json(message);
    }

    /** The next message of a type with the given id. */
    public JsonObject reply(String type, String id) {
        return json(next(message -> message.startsWith("{\"type\":\"" + type + '"')
                && message.contains("\"id\":" + id)));
    }

    /**
     * All messages until the answer to a ping that is sent now: what is not among them was not sent before.
     */
    public List<String> untilPong() {
        String id = "\"pong-" + System.nanoTime() + '"';
        send("{\"type\":\"ping\",\"id\":" + id + '}');
        List<String> all = new ArrayList<>();
        next(message -> {
            boolean pong = message.contains(id);
            if (!pong) {
                all.add(message);
            }
            return pong;
        });
        return all;
    }

    /** The messages that came and were not asked for yet. */
    public List<String> unread() {
        return List.copyOf(inbox.messages);
    }

    /** How the session ended; waits for it. */
    public Ended ended() {
        try {
            return inbox.ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the session did not end; seen: " + seen + inbox.messages, e);
        }
    }

    /** Whether the session is still open. */
    public boolean open() {
        return !inbox.ended.isDone();
    }

    /** Waits until the server has pinged so many times in all: by pings of the WebSocket protocol. */
    public void pinged(int times) {
        await().atMost(PATIENCE).until(() -> inbox.pings.get() >= times || !open());
        assertThat(inbox.pings).as("pings of the protocol").hasValueGreaterThanOrEqualTo(times);
    }

    /** The same: by messages, which it has answered. */
    public void askedByMessage(int times) {
        await().atMost(PATIENCE).until(() -> inbox.pingMessages.get() >= times || !open());
        assertThat(inbox.pingMessages).as("pings as messages").hasValueGreaterThanOrEqualTo(times);
    }

    /** The dialect that the server chose; empty for none. */
    public String dialect() {
        return socket.getSubprotocol();
    }

    /** Goes without a close frame. */
    public void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(e -> socket).join();
        }
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
