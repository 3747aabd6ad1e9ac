package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A session by polls, each of which is one call here. */
public final class Poller {
    private URL base;
    private final Deque<String> messages = new ArrayDeque<>();
    private final List<String> seen = new ArrayList<>();
    private String address = "";
    private long received;
    private long posts;
    private Client.Ended ended;

    private Poller(URL base) {
        this.base = base;
    }

    /** Opens a session. */
    public static Poller open(URL base, String query, String... headers) throws Exception {
        Poller poller = new Poller(base);
        String[] all = Stream.concat(Stream.of(Fallback.SESSION, "new"), Stream.of(headers)).toArray(String[]::new);
        poller.take(Fallback.post(base, "poll" + query, all));
        assertThat(poller.address).isNotEmpty();
        return poller;
    }

    /** The answer to a poll that says which answer arrived last. */
    public HttpResponse<String> ask(long last) throws Exception {
        return Fallback.post(base, "poll", Fallback.SESSION, address, Fallback.RECEIVED, Long.toString(last));
    }

    /** The same, not waited for. */
    public CompletableFuture<HttpResponse<String>> askAsync(long last) throws Exception {
        return Fallback.HTTP.sendAsync(Fallback.request(base, "poll", Fallback.SESSION, address, Fallback.RECEIVED,
                Long.toString(last)), HttpResponse.BodyHandlers.ofString());
    }

    /** From now on its requests go elsewhere, as those of a proxy do. */
    public Poller via(URL other) {
        base = other;
        return this;
    }

    /** Polls once. */
    public Poller poll() throws Exception {
        take(ask(received));
        return this;
    }

    /** Takes an answer, as if it had just arrived. */
    public void take(HttpResponse<String> response) {
        Fallback.assertStream(response);
        for (Events.Event event : Events.of(response.body())) {
            if (event.name().equals("open")) {
                address = Fallback.json(event.data()).getString("address");
            } else if (event.name().equals("close")) {
                ended = Fallback.ended(event);
            } else {
                event.data().lines().forEach(messages::add);
            }
            received = event.id().isEmpty() ? received : Long.parseLong(event.id());
        }
    }

    /** The secret address. */
    public String address() {
        return address;
    }

    /** The number of the last answer that arrived. */
    public long received() {
        return received;
    }

    /** Posts commands. */
    public Poller send(String commands) throws Exception {
        assertThat(Fallback.send(base, address, ++posts, commands).statusCode()).isEqualTo(204);
        return this;
    }

    /** The next message that is wanted, for which it polls; those before it are skipped. */
    public String next(Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + Fallback.PATIENCE.toNanos();
        while (System.nanoTime() < end && (ended == null || !messages.isEmpty())) {
            String message = messages.poll();
            if (message == null) {
                poll();
            } else {
                seen.add(message);
                if (wanted.test(message)) {
                    return message;
                }
            }
        }
        throw new AssertionError("it did not come; seen: " + seen + "; ended: " + ended);
    }

    /** The next message of a type. */
    public JsonObject next(String type) throws Exception {
        return Fallback.json(next(message -> message.startsWith("{\"type\":\"" + type + '"')));
    }

    /** The messages that came and were not asked for yet. */
    public List<String> unread() {
        return List.copyOf(messages);
    }

    /** How the session ended, for which it polls. */
    public Client.Ended ended() throws Exception {
        long end = System.nanoTime() + Fallback.PATIENCE.toNanos();
        while (ended == null && System.nanoTime() < end) {
            poll();
        }
        assertThat(ended).as("seen: %s %s", seen, messages).isNotNull();
        return ended;
    }
}
