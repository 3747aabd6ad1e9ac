package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients without WebSocket that do not read their answers, or do not finish their posts, hold nothing for long. */
@ExtendWith(ArquillianExtension.class)
class FallbackUnreadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PING = "{\"type\":\"ping\",\"id\":\"still there\"}";
    private static final String FILLER = "x".repeat(32 * 1024);
    /** 24 MiB: more than the sockets' buffers and Payara's own queue hold. */
    private static final int MESSAGES = 768;
    /** More than either server has threads for requests. */
    private static final int GUESTS = 48;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.outbound.bytes", "67108864", "carillon.outbound.flight", "16777216",
                "carillon.heartbeat.timeout", "6s", "carillon.limits.sessions.address", "1000"));
    }

    private void publish(String channel) throws Exception {
        try (Client publisher = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            for (int i = 1; i <= MESSAGES; i++) {
                publisher.send("{\"type\":\"publish\",\"id\":" + i + ",\"channel\":\"" + channel
                        + "\",\"content\":\"" + FILLER + "\"}").reply("ack", Integer.toString(i));
            }
        }
    }

    private static void areCut(List<RawClient> clients) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            for (RawClient client : clients) {
                assertThat(client.held()).as("connection to a client that does not read").isFalse();
            }
        });
    }

    private double overlaps() throws Exception {
        return Meters.value(base, "carillon_handshakes_refused_total{reason=\"overlap\"}");
    }

    private RawClient post(String path, String headers, String body) {
        return RawClient.to(base).write(("POST " + base.getPath() + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + base.getPort() + "\r\n" + headers + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    private RawClient half(Poller poller) {
        return post("send", "Carillon-Session: " + poller.address() + "\r\nCarillon-Sequence: 1\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: 100\r\n", "{\"type\":");
    }

    @Test
    void streamThatIsNotRead_isCutAfterItsSession() throws Exception {
        try (RawClient stream = post("sse?user=unread", "Carillon-Session: new\r\nContent-Length: 0\r\n", "")) {
            String address = stream.line("{\"address\":\"").split("\"")[3];
            Fallback.send(base, address, 1, "{\"type\":\"subscribe\",\"channel\":\"open:unread\"}");
            publish("open:unread");
            assertThat(stream.held()).isTrue();
            assertThat(Fallback.bye(base, address).statusCode()).isEqualTo(204);
            assertThat(Fallback.bye(base, address).statusCode()).isEqualTo(404);
            await().atMost(PATIENCE).until(() -> Meters.value(base, "carillon_fallback_sessions") == 0);
            areCut(List.of(stream));
        }
    }

    @Test
    void answerThatIsNotRead_isCutWhenTheNextPollComes() throws Exception {
        Poller poller = Poller.open(base, "?user=repeats");
        poller.send("{\"type\":\"subscribe\",\"channel\":\"open:repeats\"}").next("subscribed");
        publish("open:repeats");
        poller.poll(); // the first message has an answer of its own, the others gather for the next
        String headers = "Carillon-Session: " + poller.address() + "\r\nLast-Event-ID: " + poller.received()
                + "\r\nContent-Length: 0\r\n";
        List<RawClient> deaf = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient client = post("poll", headers, "");
            deaf.add(client);
            assertThat(client.status()).isEqualTo(200);
        }
        HttpResponse<String> read = poller.ask(poller.received());
        assertThat(read.body().length()).isGreaterThan(8 * 1024 * 1024);
        areCut(deaf);
        Fallback.bye(base, poller.address());
        deaf.forEach(RawClient::close);
    }

    @Test
    void postsThatDoNotComeWhole_holdNoThread_andEndInTime() throws Exception {
        List<Poller> pollers = new ArrayList<>();
        for (int i = 0; i < GUESTS; i++) {
            pollers.add(Poller.open(base, "?user=trickle" + i));
        }
        List<RawClient> posts = pollers.stream().map(this::half).toList();
        CompletableFuture<HttpResponse<String>> other = Http.getAsync(base, "metrics");
        assertThat(other.get(4, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        for (RawClient post : posts) {
            assertThat(post.response().status()).isEqualTo(408);
            post.close();
        }
        pollers.get(0).send(PING).next("pong");
    }

    @Test
    void newerPost_takesThePlaceOfOneThatIsNotThere() throws Exception {
        Poller poller = Poller.open(base, "?user=again");
        double before = overlaps();
        try (RawClient one = half(poller); RawClient other = half(poller)) {
            await().atMost(PATIENCE).until(() -> overlaps() == before + 1);
            poller.send(PING).next("pong");
            assertThat(one.response().status()).isEqualTo(409);
            assertThat(other.response().status()).isEqualTo(409);
        }
    }

    @Test
    void postOfASessionThatEnds_endsWithIt() throws Exception {
        Poller poller = Poller.open(base, "?user=ends");
        double before = overlaps();
        try (RawClient one = half(poller); RawClient other = half(poller)) {
            await().atMost(PATIENCE).until(() -> overlaps() == before + 1);
            assertThat(Fallback.bye(base, poller.address()).statusCode()).isEqualTo(204);
            assertThat(List.of(one.response().status(), other.response().status()))
                    .containsExactlyInAnyOrder(409, 404);
        }
    }
}
