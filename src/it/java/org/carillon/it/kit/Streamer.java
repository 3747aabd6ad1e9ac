package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A session by server-sent events: one answer that goes on, and posts. */
public final class Streamer implements AutoCloseable {
    private URL base;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final CompletableFuture<Client.Ended> ended = new CompletableFuture<>();
    private final List<String> seen = new ArrayList<>();
    private final Reader reader;
    private long posts;

    private Streamer(URL base, long lines) {
        this.base = base;
        this.reader = new Reader(lines);
    }

    /** Opens a session. */
    public static Streamer open(URL base, String query, String... headers) throws Exception {
        return open(Long.MAX_VALUE, base, query, headers);
    }

    /** Opens a session of whose answer no more than so many lines are read, until {@link #read}. */
    public static Streamer open(long lines, URL base, String query, String... headers) throws Exception {
        Streamer streamer = new Streamer(base, lines);
        String[] all = Stream.concat(Stream.of(Fallback.SESSION, "new"), Stream.of(headers)).toArray(String[]::new);
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = Fallback.HTTP.sendAsync(
                Fallback.request(base, "sse" + query, all), HttpResponse.BodyHandlers.ofPublisher())
                .get(20, TimeUnit.SECONDS);
        Fallback.assertStream(response);
        response.body().subscribe(HttpResponse.BodySubscribers.fromLineSubscriber(
                streamer.reader, reader -> "", StandardCharsets.UTF_8, "\n"));
        return streamer;
    }

    /** Takes the lines of the answer. */
    private final class Reader implements Flow.Subscriber<String> {
        private final Events events = new Events();
        private final long lines;
        private volatile Flow.Subscription subscription;

        Reader(long lines) {
            this.lines = lines;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(lines);
        }

        @Override
        public void onNext(String line) {
            events.line(line).forEach(Streamer.this::take);
        }

        @Override
        public void onError(Throwable failure) {
            gone();
        }

        @Override
        public void onComplete() {
            gone();
        }

        /** The end of the answer, which is that of the connection if no close came before. */
        private void gone() {
            ended.complete(new Client.Ended(1006, ""));
            address.completeExceptionally(new AssertionError("the answer ended before it named the session"));
        }
    }

    private void take(Events.Event event) {
        if (event.name().equals("open")) {
            address.complete(Fallback.json(event.data()).getString("address"));
        } else if (event.name().equals("close")) {
            ended.complete(Fallback.ended(event));
        } else {
            event.data().lines().forEach(messages::add);
        }
    }

    /** The secret address. */
    public String address() throws Exception {
        return address.get(20, TimeUnit.SECONDS);
    }

    /** From now on its posts go elsewhere, as those of a proxy do. */
    public Streamer via(URL other) {
        base = other;
        return this;
    }

    /** Posts commands. */
    public Streamer send(String commands) throws Exception {
        assertThat(Fallback.send(base, address(), ++posts, commands).statusCode()).isEqualTo(204);
        return this;
    }

    /** Gives a sign of life; whether the session is there to take it. */
    public boolean alive() throws Exception {
        return Fallback.send(base, address(), ++posts, "{\"type\":\"pong\"}").statusCode() == 204;
    }

    /** The next message that is wanted; pings are answered, as are those before it skipped. */
    public String next(Predicate<String> wanted) throws Exception {
        while (true) {
            String message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing more came; seen: " + seen + "; ended: " + ended.getNow(null));
            }
            seen.add(message);
            if (wanted.test(message)) {
                return message;
            }
            if (message.equals("{\"type\":\"ping\"}")) {
                send("{\"type\":\"pong\"}");
            }
        }
    }

    /** The next message of a type. */
    public JsonObject next(String type) throws Exception {
        return Fallback.json(next(message -> message.startsWith("{\"type\":\"" + type + '"')));
    }

    /** The messages that came and were not asked for yet. */
    public List<String> unread() {
        return List.copyOf(messages);
    }

    /** How the session ended: 1006 if the answer did without a close. */
    public Client.Ended ended() throws Exception {
        return ended.get(20, TimeUnit.SECONDS);
    }

    /** Whether the answer goes on. */
    public boolean open() {
        return !ended.isDone();
    }

    /** Reads on to the end. */
    public void read() {
        reader.subscription.request(Long.MAX_VALUE);
    }

    /** Goes without a word. */
    public void abort() {
        reader.subscription.cancel();
    }

    @Override
    public void close() {
        abort();
    }
}
