package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.carillon.it.kit.Client.Options;

/**
 * Sessions that come, do a little of everything and go, in each of the ways in which clients come and go: of a few
 * names in a few channels, again and again.
 */
public final class Churn {
    private static final int WORKERS = 8;
    /** How many names each worker takes in turn, and how many channels all of them do. */
    private static final int NAMES = 16;
    private static final int CHANNELS = 20;
    private static final List<Way> WAYS = List.of(Churn::closed, Churn::vanished, Churn::kicked, Churn::closed,
            Churn::streamed, Churn::vanished, Churn::polled);
    private static final List<String> DIALECTS = List.of("", "carillon.v1.json", "carillon.v1.jsonl");

    private final URL base;
    private final AtomicInteger sessions = new AtomicInteger();

    /** How one session passes. */
    private interface Way {
        void pass(URL base, int number, String user, String channel) throws Exception;
    }

    /** Against a deployment of {@link Wars#forGuests()}. */
    public Churn(URL base) {
        this.base = base;
    }

    /** How many sessions have come and gone so far. */
    public int sessions() {
        return sessions.get();
    }

    /** Goes on for so long; every session must get what it asks for. */
    public void go(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Callable<Void>> all = IntStream.range(0, WORKERS).mapToObj(worker -> work(worker, end)).toList();
            for (Future<Void> work : workers.invokeAll(all)) {
                work.get();
            }
        } finally {
            workers.shutdownNow();
            assertThat(workers.awaitTermination(1, TimeUnit.MINUTES)).as("workers end").isTrue();
        }
    }

    private Callable<Void> work(int worker, long end) {
        return () -> {
            for (int i = worker; System.nanoTime() < end; i++) {
                String user = "churn" + worker + '-' + i % NAMES;
                WAYS.get(i % WAYS.size()).pass(base, i, user, "room:churn" + i % CHANNELS);
                sessions.incrementAndGet();
            }
            return null;
        };
    }

    private static Client use(URL base, int number, String user, String channel) {
        String dialect = DIALECTS.get(number % DIALECTS.size());
        Options options = Client.to(base, "?user=" + user);
        Client client = (dialect.isEmpty() ? options : options.dialect(dialect)).connect();
        client.send(subscribe(channel)).next("subscribed");
        client.send(publish(channel)).next("ack");
        client.send("{\"type\":\"history\",\"id\":3,\"channel\":\"" + channel + "\",\"limit\":2}").next("history");
        return client;
    }

    private static void closed(URL base, int number, String user, String channel) {
        try (Client client = use(base, number, user, channel)) {
            client.send("{\"type\":\"unsubscribe\",\"id\":4,\"channel\":\"" + channel + "\"}").next("unsubscribed");
        }
    }

    private static void vanished(URL base, int number, String user, String channel) {
        use(base, number, user, channel).abort();
    }

    private static void kicked(URL base, int number, String user, String channel) throws Exception {
        Client client = use(base, number, user, channel);
        Http.post(base, "api/disconnect", "{\"user\":\"guest:" + user + "\"}", "X-Api-Key", Wars.API_KEY);
        assertThat(client.ended().word()).isEqualTo("kicked");
    }

    private static void streamed(URL base, int number, String user, String channel) throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=" + user)) {
            streamer.send(subscribe(channel)).next("subscribed");
            streamer.send(publish(channel)).next("ack");
        }
    }

    private static void polled(URL base, int number, String user, String channel) throws Exception {
        Poller poller = Poller.open(base, "?user=" + user);
        poller.send(subscribe(channel)).next("subscribed");
        poller.send(publish(channel)).next("ack");
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"id\":1,\"presence\":true,\"channel\":\"" + channel + "\"}";
    }

    private static String publish(String channel) {
        return "{\"type\":\"publish\",\"id\":2,\"channel\":\"" + channel + "\",\"content\":\"" + "x".repeat(200)
                + "\"}";
    }
}
