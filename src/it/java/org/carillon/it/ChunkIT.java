package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Bystander;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.NodeScript;
import org.carillon.it.kit.Parts;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands that come in parts: they arrive as one, within limits, and harm nobody else. */
@ExtendWith(ArquillianExtension.class)
class ChunkIT {
    private static final String JSON = "carillon.v1.json";
    private static final String JSONL = "carillon.v1.jsonl";
    private static final int MEGABYTE = 1024 * 1024;
    /** A content of nearly 16 MB: what remains is for the rest of the command. */
    private static final String LARGE = "0123456789abcdé".repeat(MEGABYTE - 10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String HELD = "carillon_chunk_held";

    @ArquillianResource
    private URL base;

    private Bystander bystander;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.chunk.timeout", "4s", "carillon.outbound.stall", "5s"));
    }

    @BeforeEach
    void anotherClientIsThere() {
        bystander = Bystander.at(base);
    }

    @AfterEach
    void theServerStillServesOthers_andHoldsNothing() {
        try (Bystander there = bystander) {
            there.assertServed();
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.value(base, HELD)).isZero());
    }

    private Client guest(String dialect, String channel) {
        Client client = Client.to(base).dialect(dialect).connect();
        client.next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
        return client;
    }

    private static String publish(String id, String channel, String content) {
        return "{\"type\":\"publish\",\"id\":\"" + id + "\",\"channel\":\"" + channel + "\",\"content\":\"" + content
                + "\"}";
    }

    private static void send(Client client, String transfer, String command) {
        client.sendPaced(Parts.of(transfer, command));
    }

    private static String part(String transfer, int index, boolean last, String data) {
        return Parts.part(transfer, index, last, data);
    }

    private static void assertRefused(Client client, String of, String code) {
        JsonObject error = client.nextIs("error");
        assertThat(error.getString("code")).isEqualTo(code);
        assertThat(error.getString("of")).isEqualTo(of);
        assertThat(error.getString("message")).contains("'" + of + "'");
    }

    @Test
    void messageOf16Megabytes_arrivesAsOne_andWhatFollowsToo() {
        try (Client sender = guest(JSON, "room:large"); Client one = guest(JSON, "room:large");
                Client lines = guest(JSONL, "room:large")) {
            send(sender, "big", publish("1", "room:large", LARGE));
            for (int i = 0; i < 200; i++) {
                sender.send("{\"type\":\"publish\",\"channel\":\"room:large\",\"content\":" + i + '}');
            }
            for (Client client : List.of(one, lines, sender)) {
                String message = client.next(text -> text.startsWith("{\"type\":\"message\""));
                assertThat(message.endsWith(",\"content\":\"" + LARGE + "\"}")).as("the whole content").isTrue();
                for (int i = 0; i < 200; i++) {
                    assertThat(client.next("message").getInt("content")).isEqualTo(i);
                }
                assertThat(client.open()).isTrue();
            }
        }
    }

    @Test
    void ackOfTheTransfer_comesBeforeTheAnswerOfTheCommand() {
        try (Client client = guest(JSON, "open:acks")) {
            send(client, "t", "{\"type\":\"presence\",\"id\":7,\"channel\":\"open:acks\"}");
            client.send(part("u", 0, true, "{\"type\":\"ping\",\"id\":8}"));
            assertThat(client.nextIs("ack").getString("of")).isEqualTo("t");
            assertThat(client.nextIs("presence").getInt("id")).isEqualTo(7);
            assertThat(client.nextIs("ack").getString("of")).isEqualTo("u");
            assertThat(client.nextIs("pong").getInt("id")).isEqualTo(8);
        }
    }

    @Test
    void npmClient_sendsAndGets16Megabytes() throws Exception {
        assertThat(NodeScript.run("chunks.test.js", base)).contains("pass 1");
    }

    @Test
    void interleavedTransfers_eachArrivesAsOne() {
        try (Client client = guest(JSON, "room:interleaved")) {
            List<Iterator<String>> transfers = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                transfers.add(Parts.of(name, publish(name, "room:interleaved", name.repeat(MEGABYTE))).iterator());
            }
            while (transfers.get(0).hasNext()) {
                client.sendPaced(transfers.stream().map(Iterator::next).toList());
            }
            for (String name : List.of("a", "b", "c", "d")) {
                String message = client.next(text -> text.startsWith("{\"type\":\"message\""));
                assertThat(message.endsWith('"' + name.repeat(MEGABYTE) + "\"}")).isTrue();
            }
        }
    }

    @Test
    void brokenTransfers_areRefusedOnce_andTheSessionGoesOn() {
        try (Client client = guest(JSON, "room:broken")) {
            client.send(part("gap", 0, false, "{")).send(part("gap", 2, false, "x"));
            assertRefused(client, "gap", "malformed");
            for (int i = 3; i < 60; i++) {
                client.send(part("gap", i, i == 59, "x"));
            }
            client.send(part("late", 5, true, "x"));
            assertRefused(client, "late", "malformed");
            for (int i = 0; i < 5; i++) {
                client.send(part("many" + i, 0, false, "{"));
            }
            assertRefused(client, "many4", "limit");
            client.send("{\"type\":\"chunk\",\"of\":\"many0\",\"index\":1,\"encoding\":\"base64\",\"data\":\"AAAA\"}");
            assertRefused(client, "many0", "malformed");
            client.send(part("twice", 0, false, "{\"type\":")).send(part("twice", 0, false, "again"))
                    .send(part("twice", 1, true, "\"ping\"}"));
            client.nextIs("ack");
            client.nextIs("pong");
        }
    }

    @Test
    void partsInBase64_areACommandInMessagePack() {
        try (Client client = guest(JSON, "room:base64")) {
            String ping = Base64.getEncoder().encodeToString("\u0082\u00a4type\u00a4ping\u00a2id\u0007"
                    .getBytes(StandardCharsets.ISO_8859_1));
            String start = "{\"type\":\"chunk\",\"of\":\"t\",\"encoding\":\"base64\",\"index\":";
            client.send(start + "0,\"data\":\"" + ping.substring(0, 8) + "\"}");
            client.send(start + "1,\"last\":true,\"data\":\"" + ping.substring(8) + "\"}");
            assertThat(client.nextIs("ack").getString("of")).isEqualTo("t");
            assertThat(client.nextIs("pong").getInt("id")).isEqualTo(7);
        }
    }

    @Test
    void wholeThatIsNoCommand_isMalformed_andAPartOfAPartToo() {
        try (Client client = guest(JSON, "room:inner")) {
            for (String whole : List.of("hello", "{\"type\":\"ping\"}{\"type\":\"ping\"}", part("x", 0, true, "{}"))) {
                client.send(part("t", 0, true, whole));
                assertThat(client.nextIs("ack").getString("of")).isEqualTo("t");
                assertThat(client.nextIs("error").getString("code")).as(whole).isEqualTo("malformed");
            }
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void contentOverTheLimitOfItsChannel_isTooLarge_inPartsToo() {
        try (Client client = guest(JSON, "small:1")) {
            send(client, "t", publish("1", "small:1", "x".repeat(99)));
            assertThat(client.nextIs("ack").getString("of")).isEqualTo("t");
            assertThat(client.nextIs("error").getString("code")).isEqualTo("too_large");
        }
    }

    @Test
    void transferOverTheLimit_isTooLarge_andTheRestSwallowed() {
        try (Client client = guest(JSON, "room:over")) {
            send(client, "t", publish("1", "room:over", LARGE + "x".repeat(4 * MEGABYTE)));
            assertRefused(client, "t", "too_large");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void transferThatIsNeverFinished_isGivenUp() throws Exception {
        try (Client client = guest(JSON, "room:never")) {
            client.send(part("t", 0, false, "x".repeat(10_000)));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.value(base, HELD)).isGreaterThan(10_000));
            assertRefused(client, "t", "limit");
            client.send(part("t", 1, true, "x"));
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void sessionsThatEnd_giveTheirMemoryBack_andOneCannotTakeAll() throws Exception {
        List<String> most = Parts.of("t", "{" + "x".repeat(15 * MEGABYTE)).subList(0, 310);
        try (Client greedy = guest(JSON, "room:greedy"); Client other = guest(JSON, "room:greedy")) {
            for (String of : List.of("t", "u", "v")) {
                String named = "\"of\":\"" + of + '"';
                greedy.sendPaced(most.stream().map(part -> part.replace("\"of\":\"t\"", named)).toList());
            }
            assertRefused(greedy, "v", "limit");
            send(other, "t", publish("1", "room:greedy", "x".repeat(MEGABYTE)));
            assertThat(other.nextIs("ack").getString("of")).isEqualTo("t");
            greedy.abort();
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.value(base, HELD)).isZero());
    }

    @Test
    void manyReceiversThatNeverRead_ofLargeMessages_doNotFillTheMemory() throws Exception {
        List<RawClient> deaf = new ArrayList<>();
        try (Client sender = guest(JSON, "room:deaf"); Client reader = guest(JSON, "room:deaf")) {
            for (int i = 0; i < 60; i++) {
                RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", JSON);
                client.next("\"welcome\"");
                client.text("{\"type\":\"subscribe\",\"channel\":\"room:deaf\"}").next("\"subscribed\"");
                deaf.add(client);
            }
            send(sender, "t", publish("1", "room:deaf", LARGE));
            bystander.assertServed();
            String message = reader.next(text -> text.startsWith("{\"type\":\"message\""));
            assertThat(message.endsWith(LARGE + "\"}")).isTrue();
            bystander.assertServed();
        } finally {
            deaf.forEach(RawClient::close);
        }
    }
}
