package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's part of the demo portal, with nothing set but {@code carillon.demo=true}. */
@ExtendWith(ArquillianExtension.class)
class DemoIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.with(Map.of("carillon.demo", "true"));
    }

    private Client guest(String name) {
        Client client = Client.to(base, "?user=" + name).dialect("carillon.v1.json").connect();
        client.next("welcome");
        return client;
    }

    private static void subscribe(Client client, String channel) {
        client.send("{\"type\":\"subscribe\",\"id\":\"s\",\"channel\":\"" + channel + "\"}");
        client.reply("subscribed", "\"s\"");
    }

    private static JsonObject call(Client client, int id, String method, String content) {
        client.send("{\"type\":\"call\",\"id\":" + id + ",\"method\":\"" + method + "\",\"content\":" + content + '}');
        return client.reply("result", "" + id).getJsonObject("content");
    }

    @Test
    void noteOfOne_isSeenByAnother_changedAndRemoved() {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            subscribe(bob, "board");
            call(ann, 1, "board.put", "{\"id\":\"n1\",\"text\":\"Buy bells\",\"x\":100,\"y\":200}");
            JsonObject message = bob.next("message");
            assertThat(message.getString("sender")).isEqualTo("portal");
            JsonObject note = message.getJsonObject("content").getJsonObject("note");
            assertThat(note.getString("text")).isEqualTo("Buy bells");
            assertThat(note.getString("by")).isEqualTo("guest:ann");

            assertThat(call(bob, 2, "board.load", "null").getJsonArray("notes")).contains(note);
            JsonObject removed = call(bob, 3, "board.remove", "\"n1\"");
            assertThat(removed.getString("removed")).isEqualTo("n1");
            assertThat(call(ann, 4, "board.load", "null").getJsonArray("notes")).doesNotContain(note);
        }
    }

    @Test
    void board_isNotForClientsToPublishTo() {
        try (Client ann = guest("ann")) {
            subscribe(ann, "board");
            ann.send("{\"type\":\"publish\",\"id\":1,\"channel\":\"board\",\"content\":1}");
            assertThat(ann.reply("error", "1").getString("code")).isEqualTo("forbidden");
        }
    }

    @Test
    void ticker_tellsEachSymbol_whileSomebodyIsInTheLobby() {
        try (Client ann = guest("ann")) {
            subscribe(ann, "lobby");
            subscribe(ann, "ticker");
            Set<String> symbols = new TreeSet<>();
            while (symbols.size() < 6) {
                JsonObject quote = ann.next("message").getJsonObject("content");
                assertThat(quote.getJsonNumber("price").doubleValue()).isPositive();
                symbols.add(quote.getString("symbol"));
            }
            assertThat(symbols).containsExactly("Bronze", "Copper", "Nickel", "Silver", "Tin", "Zinc");
        }
    }

    @Test
    void guest_notifiesAnother_onAllDevices() {
        try (Client ann = guest("ann"); Client desk = guest("kim"); Client phone = guest("kim")) {
            JsonObject answer = call(ann, 1, "demo.notify", "{\"to\":\"guest:kim\",\"text\":\"Lunch?\"}");
            assertThat(answer.getInt("sessions")).isEqualTo(2);
            for (Client client : Set.of(desk, phone)) {
                JsonObject content = client.next("notification").getJsonObject("content");
                assertThat(content.getString("from")).isEqualTo("guest:ann");
                assertThat(content.getString("text")).isEqualTo("Lunch?");
            }
        }
    }

    @Test
    void kill_endsTheCallersSessions_forGood() {
        try (Client lea = guest("lea")) {
            lea.send("{\"type\":\"call\",\"id\":1,\"method\":\"demo.kill\",\"content\":null}");
            assertThat(lea.ended().code()).isEqualTo(1008);
            assertThat(lea.ended().word()).isEqualTo("kicked");
        }
    }

    @Test
    void typing_needsNoSubscription_andIsNotKept() {
        try (Client ann = guest("ann"); Client bob = guest("bob")) {
            subscribe(bob, "typing:room:general");
            ann.send("{\"type\":\"publish\",\"channel\":\"typing:room:general\",\"content\":{\"typing\":true}}");
            assertThat(bob.next("message").getString("sender")).isEqualTo("guest:ann");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index.html", "demo/portal.js"})
    void page_comesWithAPolicy(String path) throws Exception {
        HttpResponse<String> response = Http.get(base, path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'").contains("frame-ancestors 'none'").doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void jarForPortals_hasNoDemo() throws Exception {
        try (ZipFile jar = new ZipFile(System.getProperty("carillon.classes.jar"))) {
            assertThat(jar.stream().map(Object::toString)).contains("org/carillon/Carillon.class")
                    .noneMatch(name -> name.contains("demo"));
        }
    }
}
