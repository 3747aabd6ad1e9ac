package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.Base64;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.NodeScript;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak no protocol of ours work as their authors wrote them. */
@ExtendWith(ArquillianExtension.class)
class ForeignClientsIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client guest(String name) {
        Client client = Client.to(base, "?user=" + name).connect();
        client.next("welcome");
        return client;
    }

    @Test
    void clientsOfTheLibraryWs_workAsWritten() throws Exception {
        String printed = NodeScript.run("foreign-clients.test.js", base, Tokens.of("nora"));
        assertThat(printed).contains("tests 12", "pass 12");
    }

    @Test
    void greeting_isTheFirstMessageAndNamesTheGuest() {
        try (Client client = Client.to(base, "?user=ann").connect()) {
            assertThat(client.next()).startsWith("{\"type\":\"welcome\"").contains("\"user\":\"guest:ann\"");
        }
    }

    @Test
    void bareTextPing_isAnsweredByBareTextPong() {
        try (Client client = guest("ann")) {
            assertThat(client.send("ping").next()).isEqualTo("pong");
        }
    }

    @Test
    void jsonPing_isAnsweredByJsonPong() {
        try (Client client = guest("ann")) {
            assertThat(client.send("{\"type\":\"ping\"}").next()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"type\":\"auth\"", "\"type\":\"login\",\"username\":\"nora\""})
    void authAndLogin_areAnsweredByAuthResult(String start) {
        try (Client client = guest("ann")) {
            JsonObject result = client.send("{" + start + ",\"token\":\"" + Tokens.of("nora") + "\"}")
                    .next("auth_result");
            assertThat(result.getBoolean("success")).isTrue();
            assertThat(result.getString("user")).isEqualTo("nora");
        }
    }

    @Test
    void chat_reachesEveryoneInTheChannel() {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            ann.send("{\"type\":\"chat\",\"content\":\"Good morning\"}");
            for (Client client : List.of(ann, bob)) {
                JsonObject chat = client.next("chat");
                assertThat(chat.getString("sender")).isEqualTo("guest:ann");
                assertThat(chat.getString("content")).isEqualTo("Good morning");
            }
        }
    }

    @Test
    void message_reachesEveryoneInTheChannel() {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            ann.send("{\"type\":\"message\",\"content\":{\"text\":\"hi\"}}");
            assertThat(bob.next("message").getJsonObject("content").getString("text")).isEqualTo("hi");
        }
    }

    @Test
    void metricId_dataOfThatMetricArrives_andNoOther() {
        try (Client dashboard = guest("dashboard"); Client sensor = guest("sensor")) {
            dashboard.send("{\"type\":\"subscribe\",\"metricId\":\"cpu\"}").next("subscribed");
            sensor.send("{\"type\":\"data\",\"channel\":\"metric:disk\",\"content\":1,\"id\":1}").next("ack");
            sensor.send("{\"type\":\"data\",\"channel\":\"metric:cpu\",\"content\":0.93}");
            JsonObject message = dashboard.next("message");
            assertThat(message.getString("channel")).isEqualTo("metric:cpu");
            assertThat(message.get("content")).hasToString("0.93");
        }
    }

    @Test
    void numberedMessage_isAckedEachTimeAndDeliveredOnce() {
        String message = "{\"id\":1,\"data\":{\"n\":1},\"timestamp\":1700000000000}";
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            assertThat(ann.send(message).take(2).get("ack").getInt("id")).isEqualTo(1);
            assertThat(ann.send(message).next("ack").getBoolean("duplicate")).isTrue();
            assertThat(bob.next("message").get("content")).hasToString("{\"n\":1}");
            assertThat(bob.untilPong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"id\":1,\"data\":{\"n\":2},\"timestamp\":1700000000001}",
        "{\"id\":1,\"data\":{\"n\":1},\"timestamp\":1700000000002}",
        "{\"id\":2,\"data\":{\"n\":1},\"timestamp\":1700000000001}",
        "{\"id\":\"1\",\"data\":{\"n\":1},\"timestamp\":1700000000001}"})
    void numberedMessage_thatDiffersInAnything_isAnother(String other) {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            ann.send("{\"id\":1,\"data\":{\"n\":1},\"timestamp\":1700000000001}").send(other);
            bob.next("message");
            bob.next("message");
            assertThat(ann.untilPong()).filteredOn(message -> message.contains("\"ack\""))
                    .hasSize(2).noneMatch(message -> message.contains("duplicate"));
        }
    }

    @Test
    void numberedMessageOfAnotherGuest_isAnother() {
        String message = "{\"id\":1,\"data\":1,\"timestamp\":1700000000003}";
        try (Client ann = guest("ann"); Client bob = guest("ann")) {
            ann.send(message).next("ack");
            assertThat(bob.send(message).next("ack")).doesNotContainKey("duplicate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello Server!", "", " ping", "\"quoted\" \\ \n\t", "[1,2]", "42", "null", "é 🎵", "\u0001"})
    void plainText_reachesEveryoneAsContent(String text) {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            ann.send(text);
            JsonObject message = bob.next("message");
            assertThat(message.getString("content")).isEqualTo(text);
            assertThat(message.getString("sender")).isEqualTo("guest:ann");
            assertThat(message).doesNotContainKey("encoding");
        }
    }

    @Test
    void binaryFrame_reachesEveryoneInBase64() {
        byte[] bytes = new byte[1000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            ann.send(bytes);
            JsonObject message = bob.next("message");
            assertThat(message.getString("encoding")).isEqualTo("base64");
            assertThat(Base64.getDecoder().decode(message.getString("content"))).isEqualTo(bytes);
        }
    }
}
