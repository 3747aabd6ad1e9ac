package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Events;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions without WebSocket: the same protocol over server-sent events and polls, with nothing lost or doubled. */
@ExtendWith(ArquillianExtension.class)
class FallbackIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BYE = "{\"type\":\"ping\",\"id\":\"bye\"}";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        // No pings: they would be something to say.
        return Wars.forGuests(Map.of("carillon.fallback.wait", "3s", "carillon.limits.sessions.user", "2",
                "carillon.heartbeat.interval", "1h"));
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"id\":\"s\",\"channel\":\"" + channel + "\"}";
    }

    private static String publish(String channel, String content) {
        return "{\"type\":\"publish\",\"id\":\"p\",\"channel\":\"" + channel + "\",\"content\":" + content + '}';
    }

    @Test
    void streamPollsAndSocket_talkToEachOther() throws Exception {
        Poller poller = Poller.open(base, "?user=pia");
        try (Streamer streamer = Streamer.open(base, "?user=sam");
                Client socket = Client.to(base, "?user=wes").dialect("carillon.v1.jsonl").connect()) {
            assertThat(streamer.next("welcome").getString("user")).isEqualTo("guest:sam");
            assertThat(poller.next("welcome").getString("user")).isEqualTo("guest:pia");
            streamer.send(subscribe("room:talk")).next("subscribed");
            poller.send(subscribe("room:talk")).next("subscribed");
            socket.send(subscribe("room:talk")).next("subscribed");
            streamer.send(publish("room:talk", "\"from the stream, é\\n\""));
            poller.send(publish("room:talk", "\"from the polls\""));
            socket.send(publish("room:talk", "\"from the socket\""));
            List<String> toSocket = List.of(content(socket.next("message")), content(socket.next("message")),
                    content(socket.next("message")));
            assertThat(toSocket).containsExactly("from the stream, é\n", "from the polls", "from the socket");
            for (String each : toSocket) {
                assertThat(content(streamer.next("message"))).isEqualTo(each);
                assertThat(content(poller.next("message"))).isEqualTo(each);
            }
        }
    }

    private static String content(JsonObject message) {
        return message.getString("content");
    }

    @Test
    void manyMessages_comeInOrderByEveryWay() throws Exception {
        int messages = 2000;
        Poller poller = Poller.open(base, "?user=many-p");
        try (Streamer streamer = Streamer.open(base, "?user=many-s");
                Client publisher = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            streamer.send(subscribe("open:many")).next("subscribed");
            poller.send(subscribe("open:many")).next("subscribed");
            for (int i = 1; i <= messages; i++) {
                publisher.send("{\"type\":\"publish\",\"channel\":\"open:many\",\"content\":" + i + '}');
            }
            for (int i = 1; i <= messages; i++) {
                assertThat(streamer.next("message").getInt("content")).isEqualTo(i);
                assertThat(poller.next("message").getInt("content")).isEqualTo(i);
            }
        }
    }

    @Test
    void largeMessage_comesWhole_orInPartsWhereTheClientTakesThem() throws Exception {
        String large = "é".repeat(100_000);
        try (Streamer whole = Streamer.open(base, "?user=whole");
                Streamer parts = Streamer.open(base, "?user=parts&chunks=1");
                Client publisher = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            whole.send(subscribe("open:large")).next("subscribed");
            parts.send(subscribe("open:large")).next("subscribed");
            String command = publish("open:large", '"' + large + '"');
            for (int i = 0; i * 20_000 < command.length(); i++) {
                int to = Math.min(command.length(), (i + 1) * 20_000);
                publisher.send(Json.createObjectBuilder().add("type", "chunk").add("of", "t").add("index", i)
                        .add("last", to == command.length()).add("data", command.substring(i * 20_000, to)).build()
                        .toString());
            }
            assertThat(content(whole.next("message"))).isEqualTo(large);
            StringBuilder joined = new StringBuilder();
            JsonObject chunk;
            do {
                chunk = parts.next("chunk");
                joined.append(chunk.getString("data"));
            } while (!chunk.getBoolean("last"));
            assertThat(joined).contains(large);
        }
    }

    @Test
    void answerThatWasLost_isGivenAgain_byteForByte() throws Exception {
        Poller poller = Poller.open(base, "?user=loser");
        poller.send(subscribe("room:lost")).next("subscribed");
        long last = poller.received();
        poller.send(publish("room:lost", "1"));
        HttpResponse<String> lost = poller.ask(last);
        assertThat(lost.body()).contains("id: " + (last + 1) + "\n\n");
        poller.send(publish("room:lost", "2"));
        HttpResponse<String> again = poller.ask(last);
        assertThat(again.body()).isEqualTo(lost.body());
        poller.take(again);
        assertThat(poller.next("message").getInt("content")).isEqualTo(1);
        assertThat(poller.next("message").getInt("content")).isEqualTo(2);
    }

    @Test
    void pollOfAnyOtherNumber_endsTheSession() throws Exception {
        Poller poller = Poller.open(base, "?user=wrong");
        poller.send(subscribe("room:wrong")).next("subscribed");
        assertThat(poller.ask(poller.received() + 1).statusCode()).isEqualTo(409);
        assertThat(poller.ask(poller.received()).statusCode()).isEqualTo(404);
        assertThat(Fallback.send(base, poller.address(), 2, BYE).statusCode()).isEqualTo(404);
    }

    @Test
    void pollWithNothingToSay_isAnsweredAfterTheWait_withItsNumberAlone() throws Exception {
        Poller poller = Poller.open(base, "?user=quiet");
        long start = System.nanoTime();
        HttpResponse<String> empty = poller.ask(poller.received());
        assertThat(empty.body()).isEqualTo("id: " + (poller.received() + 1) + "\n\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(2500),
                Duration.ofSeconds(10));
    }

    @Test
    void newerPoll_endsAnOlderOneThatWaits() throws Exception {
        Poller poller = Poller.open(base, "?user=twice");
        CompletableFuture<HttpResponse<String>> older = poller.askAsync(poller.received());
        CompletableFuture<HttpResponse<String>> newer = poller.askAsync(poller.received());
        CompletableFuture.anyOf(older, newer).get(2, TimeUnit.SECONDS);
        poller.send(BYE);
        List<String> bodies = List.of(older.get().body(), newer.get().body());
        assertThat(bodies).contains("").anyMatch(body -> body.contains("\"bye\""));
    }

    @Test
    void repeatedPost_isNotCarriedOutAgain() throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=again")) {
            String address = streamer.address();
            assertThat(Fallback.send(base, address, 1, subscribe("room:again")).statusCode()).isEqualTo(204);
            for (int i = 0; i < 3; i++) {
                assertThat(Fallback.send(base, address, 2, publish("room:again", "1")).statusCode()).isEqualTo(204);
            }
            assertThat(Fallback.send(base, address, 1, subscribe("room:again")).statusCode()).isEqualTo(204);
            assertThat(Fallback.send(base, address, 3, BYE).statusCode()).isEqualTo(204);
            streamer.next("pong");
            assertThat(Fallback.send(base, address, 4, publish("room:again", "2")).statusCode()).isEqualTo(204);
            assertThat(streamer.next("message").getInt("offset")).isEqualTo(2);
        }
    }

    @Test
    void postAfterAGap_endsTheSession() throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=gap")) {
            assertThat(Fallback.send(base, streamer.address(), 2, BYE).statusCode()).isEqualTo(409);
            assertThat(streamer.ended().code()).isEqualTo(1006);
            assertThat(Fallback.send(base, streamer.address(), 1, BYE).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void postThatIsTooLarge_endsTheSession() throws Exception {
        Poller poller = Poller.open(base, "?user=large-p");
        String large = "{\"type\":\"ping\",\"id\":\"" + "x".repeat(65_536) + "\"}";
        try (Streamer streamer = Streamer.open(base, "?user=large-s")) {
            assertThat(Fallback.send(base, streamer.address(), 1, large).statusCode()).isEqualTo(413);
            assertThat(streamer.ended().code()).isEqualTo(1009);
            assertThat(Fallback.send(base, poller.address(), 1, large).statusCode()).isEqualTo(413);
            assertThat(poller.ended().code()).isEqualTo(1009);
            assertThat(poller.ask(poller.received()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void delete_endsTheSession_asACloseOfTheClient() throws Exception {
        double closed = Meters.closed(base, "client");
        Poller poller = Poller.open(base, "?user=bye-p");
        CompletableFuture<HttpResponse<String>> waiting = poller.askAsync(poller.received());
        try (Streamer streamer = Streamer.open(base, "?user=bye-s")) {
            assertThat(Fallback.bye(base, streamer.address()).statusCode()).isEqualTo(204);
            assertThat(streamer.ended().code()).isEqualTo(1006);
            assertThat(Fallback.bye(base, poller.address()).statusCode()).isEqualTo(204);
            assertThat(waiting.get(5, TimeUnit.SECONDS).body()).isEmpty();
            assertThat(Fallback.bye(base, poller.address()).statusCode()).isEqualTo(404);
            await().atMost(PATIENCE).until(() -> Meters.closed(base, "client") == closed + 2);
        }
    }

    @Test
    void sessionThatIsRefused_isToldWhy() throws Exception {
        try (Streamer one = Streamer.open(base, "?user=full"); Streamer two = Streamer.open(base, "?user=full")) {
            for (String path : List.of("sse", "poll")) {
                assertThat(Fallback.post(base, path + "?user=full", Fallback.SESSION, "new").statusCode())
                        .isEqualTo(429);
            }
            Poller stranger = Poller.open(base, "?ticket=nonsense");
            assertThat(stranger.ended().word()).isEqualTo("unauthenticated");
            assertThat(one.open() && two.open()).isTrue();
        }
    }

    @Test
    void streamThatIsCut_isNoticedWhenSomethingIsSent_andItsClientRecoversByPolls() throws Exception {
        JsonObject position;
        try (Streamer streamer = Streamer.open(base, "?user=cut");
                Client publisher = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            streamer.send(subscribe("open:cut"));
            position = streamer.next("subscribed");
            streamer.abort();
            for (int i = 1; i <= 100; i++) {
                publisher.send("{\"type\":\"publish\",\"id\":" + i + ",\"channel\":\"open:cut\",\"content\":1}");
                publisher.reply("ack", Integer.toString(i));
            }
            await().atMost(PATIENCE).until(() -> Fallback.bye(base, streamer.address()).statusCode() == 404);
        }
        Poller poller = Poller.open(base, "?user=cut");
        poller.send("{\"type\":\"subscribe\",\"channel\":\"open:cut\",\"since\":{\"epoch\":\""
                + position.getString("epoch") + "\",\"offset\":" + position.getInt("offset") + "}}");
        JsonObject subscribed = poller.next("subscribed");
        assertThat(subscribed.getBoolean("recovered")).isTrue();
        assertThat(subscribed.getJsonArray("messages")).hasSize(100);
    }

    @Test
    void firstAnswerThatWasLost_isGivenAgainToo() throws Exception {
        Poller poller = Poller.open(base, "?user=lines");
        assertThat(Events.of(poller.ask(0).body())).extracting(Events.Event::name).first().isEqualTo("open");
    }

    @Test
    void guestKeys_areThoseOfItsDevice_whateverTheWay() throws Exception {
        String keyed = "{\"type\":\"publish\",\"id\":1,\"channel\":\"open:keys\",\"content\":1,\"key\":\"k\"}";
        try (Streamer first = Streamer.open(base, "?user=key&device=d1")) {
            assertThat(first.send(keyed).next("ack").containsKey("duplicate")).isFalse();
        }
        try (Streamer again = Streamer.open(base, "?user=key&device=d1")) {
            assertThat(again.send(keyed).next("ack").getBoolean("duplicate")).isTrue();
        }
    }
}
