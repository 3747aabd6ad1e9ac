package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A portal that embeds the classes jar has Carillon as a bean, its events, and the socket in its own context. */
@ExtendWith(ArquillianExtension.class)
class PortalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.portal();
    }

    /** What the portal answers to {@code action}, with query parameters as name, value, … */
    private String portal(String action, String... query) throws Exception {
        HttpResponse<String> response = post(action, query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> post(String action, String... query) throws Exception {
        StringBuilder path = new StringBuilder("do/").append(action).append('?');
        for (int i = 0; i < query.length; i += 2) {
            String value = URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8);
            path.append(query[i]).append('=').append(value).append('&');
        }
        return Http.post(base, path.toString(), "");
    }

    private Client user(String name) {
        Client client = Client.to(base).header("Authorization", "Bearer " + Tokens.of(name)).connect();
        assertThat(client.next("welcome").getString("user")).isEqualTo(name);
        return client;
    }

    private Client subscribed(String name, String channel) {
        Client client = user(name);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
        return client;
    }

    private void observed(String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(journal()).contains(lines));
    }

    private List<String> journal() throws Exception {
        return portal("journal").lines().toList();
    }

    @Test
    void browserClient_isServedFromTheJar() throws Exception {
        HttpResponse<String> client = Http.get(base, "carillon/carillon.js");
        assertThat(client.statusCode()).isEqualTo(200);
        assertThat(client.headers().firstValue("Content-Type").orElse("")).contains("javascript");
        assertThat(client.body()).contains("export");
        assertThat(Http.get(base, "carillon/carillon.d.ts").statusCode()).isEqualTo(200);
    }

    @Test
    void publishedObject_reachesSubscribersAsJson() throws Exception {
        try (Client client = subscribed("ann", "room:orders")) {
            String offset = portal("publish", "channel", "room:orders", "item", "bell \"C\" \u00fc");
            JsonObject message = client.next("message");
            assertThat(message.getJsonNumber("offset")).hasToString(offset);
            assertThat(message.getString("sender")).isEqualTo("portal");
            JsonObject order = message.getJsonObject("content");
            assertThat(order.getString("item")).isEqualTo("bell \"C\" \u00fc");
            assertThat(order.getInt("amount")).isEqualTo(2);
            assertThat(order.getString("due")).isEqualTo("2030-01-31");
        }
    }

    @Test
    void publishWithSlot_reachesSubscribers() throws Exception {
        try (Client client = subscribed("ann", "metric:load")) {
            portal("publish-slot", "channel", "metric:load", "item", "17");
            assertThat(client.next("message").getString("content")).isEqualTo("17");
        }
    }

    @Test
    void portalPublishesWhereClientsMayNot() throws Exception {
        try (Client client = subscribed("ann", "portal:news")) {
            client.send("{\"type\":\"publish\",\"id\":1,\"channel\":\"portal:news\",\"content\":1}");
            assertThat(client.reply("error", "1").getString("code")).isEqualTo("forbidden");
            portal("notify-channel", "channel", "portal:news", "item", "open today");
            assertThat(client.next("notification").getString("content")).isEqualTo("open today");
        }
    }

    @Test
    void publishToUndeclaredChannel_isRefusedWithACode() throws Exception {
        HttpResponse<String> response = post("publish", "channel", "nowhere", "item", "x");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).isEqualTo("no_such_channel");
    }

    @Test
    void notifyUser_reachesEveryDeviceOfTheUser() throws Exception {
        try (Client phone = user("bea"); Client desk = user("bea"); Client other = user("carl")) {
            assertThat(portal("notify-user", "user", "bea", "item", "your order")).isEqualTo("2");
            for (Client client : List.of(phone, desk)) {
                assertThat(client.next("notification").getString("content")).isEqualTo("your order");
            }
            assertThat(other.untilPong()).isEmpty();
            assertThat(portal("notify-user", "user", "nobody", "item", "x")).isEqualTo("0");
        }
    }

    @Test
    void send_waitsInTheInbox_untilADeviceHasConfirmedIt() throws Exception {
        assertThat(portal("send", "user", "zoe", "item", "your order")).isEqualTo("1");
        try (Client client = user("zoe")) {
            JsonObject direct = client.next("direct");
            assertThat(direct.getString("content")).isEqualTo("your order");
            client.send("{\"type\":\"received\",\"channel\":\"inbox:zoe\",\"epoch\":\""
                    + direct.getString("epoch") + "\",\"offset\":1}");
            observed("received zoe on  1");
        }
        assertThat(post("send", "user", "guest:zoe", "item", "x").body()).isEqualTo("forbidden");
    }

    @Test
    void members_areThoseInTheChannel_withDevicesAndPublicInfo() throws Exception {
        assertThat(portal("members", "channel", "room:m")).isEmpty();
        try (Client one = subscribed("dora", "room:m"); Client two = subscribed("dora", "room:m");
                Client guest = Client.to(base, "?user=gus").connect()) {
            guest.send("{\"type\":\"subscribe\",\"channel\":\"room:m\"}").next("subscribed");
            assertThat(portal("members", "channel", "room:m").lines())
                    .containsExactly("dora user The dora 2", "guest:gus guest - 1");
            assertThat(List.of(one, two)).allMatch(Client::open);
        }
    }

    @Test
    void status_isOnlineWhileADeviceIs_thenLastSeen() throws Exception {
        assertThat(portal("status", "user", "emil")).isEqualTo("offline 0 never");
        Instant start = Instant.now();
        try (Client one = user("emil")) {
            try (Client two = user("emil")) {
                assertThat(portal("status", "user", "emil")).startsWith("online 2 ");
                assertThat(two.open()).isTrue();
            }
            await().atMost(PATIENCE).until(() -> portal("status", "user", "emil").startsWith("online 1 "));
            assertThat(one.open()).isTrue();
        }
        await().atMost(PATIENCE).until(() -> portal("status", "user", "emil").startsWith("offline 0 "));
        Instant seen = Instant.parse(portal("status", "user", "emil").substring("offline 0 ".length()));
        assertThat(seen).isBetween(start, Instant.now());
    }

    @Test
    void disconnect_endsEverySessionOfTheUser() throws Exception {
        try (Client phone = user("fred"); Client desk = user("fred"); Client other = user("greta")) {
            assertThat(portal("disconnect", "user", "fred")).isEqualTo("2");
            for (Client client : List.of(phone, desk)) {
                assertThat(client.ended().code()).isEqualTo(1008);
                assertThat(client.ended().word()).isEqualTo("kicked");
            }
            assertThat(other.untilPong()).isEmpty();
            assertThat(portal("disconnect", "user", "nobody")).isEqualTo("0");
        }
        observed("async closed fred");
    }

    @Test
    void revokedTokens_endTheirSessions() throws Exception {
        try (Client ivo = user("ivo"); Client jil = user("jil"); Client kay = Client.to(base).header(
                "Authorization", "Bearer " + Tokens.signed(Tokens.claims("kay", Duration.ofMinutes(5))
                        .jwtID("kay-1").build(), Wars.SECRET)).connect()) {
            kay.next("welcome");
            portal("revoke-user", "user", "ivo");
            assertThat(ivo.ended().word()).isEqualTo("unauthenticated");
            portal("revoke-token", "item", "kay-1");
            assertThat(kay.ended().word()).isEqualTo("unauthenticated");
            assertThat(jil.untilPong()).isEmpty();
        }
    }

    @Test
    void sessionsAndChannels_areObservedAsEvents_atOnceAndAsynchronously() throws Exception {
        try (Client client = subscribed("hans", "room:events")) {
            observed("opened hans from 127.0.0.1", "async opened hans", "any Opened hans",
                    "joined room:events hans", "async joined room:events hans");
            client.send("{\"type\":\"publish\",\"channel\":\"room:events\",\"content\":{\"a\":1}}").next("message");
            observed("published room:events {\"a\":1}", "async published room:events {\"a\":1}");
        }
        observed("closed hans 1000 ", "async closed hans", "any Closed hans",
                "left room:events hans", "async left room:events hans");
        assertThat(journal()).filteredOn("joined room:events hans"::equals).hasSize(1);
        assertThat(journal()).filteredOn("any Closed hans"::equals).hasSize(1);
    }

    @Test
    void observerThatThrows_harmsNobody() throws Exception {
        try (Client client = Client.to(base, "?user=trouble").connect()) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("guest:trouble");
            observed("opened guest:trouble from 127.0.0.1");
            assertThat(client.send("ping").next()).isEqualTo("pong");
        }
    }

    @Test
    void sessionScopedBean_mayHoldCarillon_evenPassivated() throws Exception {
        try (Client client = subscribed("ida", "room:baskets")) {
            assertThat(portal("basket", "item", "bell")).isEqualTo("1");
            assertThat(client.next("message").getJsonArray("content")).hasToString("[\"bell\"]");
            portal("passivated", "channel", "room:baskets", "item", "awake");
            assertThat(client.next("message").getString("content")).isEqualTo("awake");
        }
    }

    @Test
    void restAndMetrics_areInThePortalsContextToo() throws Exception {
        try (Client client = subscribed("jan", "room:rest")) {
            HttpResponse<String> response = Http.post(base, "api/publish",
                    "{\"channel\":\"room:rest\",\"content\":5}", "X-Api-Key", Wars.API_KEY);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(client.next("message").getInt("content")).isEqualTo(5);
        }
        assertThat(Http.get(base, "health").body()).contains("UP");
        assertThat(Http.get(base, "metrics").body()).contains("carillon_publications_total");
    }

    @Test
    void headers_areSetOnWhatIsCarillonsAlone() throws Exception {
        String policy = "Content-Security-Policy";
        assertThat(Http.get(base, "health").headers().firstValue(policy)).isPresent();
        assertThat(Http.get(base, "carillon/carillon.js").headers().firstValue(policy)).isPresent();
        assertThat(post("journal").headers().firstValue(policy)).isEmpty();
        assertThat(Http.get(base, "nothing").headers().firstValue(policy)).isEmpty();
    }
}
