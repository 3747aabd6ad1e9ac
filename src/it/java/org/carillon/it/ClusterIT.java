package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Cluster;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.LoadBalancer;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A WildFly and a Payara that share a Redis hold for both what one node promises. Started once, so that it does not
 * run for each kind of server again.
 */
@EnabledIfSystemProperty(named = "carillon.server", matches = "wildfly")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT implements ClusterFaults {
    private static final String JSON = "carillon.v1.json";
    private static final int COUNT = 100;

    /** Nobody has used it before. */
    private final String fresh = UUID.randomUUID().toString();
    private Cluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Override
    public Cluster cluster() {
        return cluster;
    }

    private URL a() {
        return cluster.a().url();
    }

    private URL b() {
        return cluster.b().url();
    }

    private String name(String first) {
        return first + '-' + fresh;
    }

    private static Client user(URL node, String user, String query) {
        Client client = Client.to(node, query).dialect(JSON)
                .header("Authorization", "Bearer " + Tokens.of(user)).connect();
        client.next("welcome");
        return client;
    }

    private static JsonObject subscribe(Client client, String channel, String more) {
        return client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + '"' + more + '}').next("subscribed");
    }

    private static JsonObject publish(Client client, int number, String channel, String more) {
        return client.send("{\"type\":\"publish\",\"id\":" + number + ",\"channel\":\"" + channel + "\",\"content\":"
                + number + more + '}').reply("ack", Integer.toString(number));
    }

    private static HttpResponse<String> post(URL node, String path, String body) throws Exception {
        return Http.post(node, path, body, "X-Api-Key", Wars.API_KEY);
    }

    @Test
    void publish_onEitherNode_reachesSubscribersOfBoth_inOneOrder() {
        String channel = name("open:order");
        try (Client here = user(a(), "ann", ""); Client there = user(b(), "ben", "")) {
            subscribe(here, channel, "");
            subscribe(there, channel, "");
            for (int i = 1; i <= COUNT; i++) {
                Client sender = i % 2 == 0 ? here : there;
                sender.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"content\":" + i + "}");
            }
            for (int offset = 1; offset <= COUNT; offset++) {
                JsonObject one = here.next("message");
                assertThat(one.getInt("offset")).isEqualTo(offset);
                assertThat(there.next("message")).isEqualTo(one);
            }
        }
    }

    @Test
    void clientThatLeavesOneNode_recoversOnTheOther() {
        String channel = name("open:moves");
        JsonObject last;
        try (Client client = user(a(), "ann", "")) {
            subscribe(client, channel, "");
            last = publish(client, 1, channel, "");
        }
        try (Client other = user(b(), "ben", "")) {
            for (int i = 2; i <= COUNT; i++) {
                publish(other, i, channel, "");
            }
        }
        try (Client client = user(b(), "ann", "")) {
            JsonObject subscribed = subscribe(client, channel, ",\"since\":{\"epoch\":\"" + last.getString("epoch")
                    + "\",\"offset\":1}");
            assertThat(subscribed.getBoolean("recovered")).isTrue();
            assertThat(subscribed.getJsonArray("messages").getValuesAs(JsonObject.class))
                    .hasSize(COUNT - 1).first().satisfies(next -> assertThat(next.getInt("content")).isEqualTo(2));
        }
    }

    @Test
    void sameKeyOnTheOtherNode_isOnePublication() {
        String channel = name("open:keys");
        try (Client here = user(a(), "ann", ""); Client there = user(b(), "ann", "")) {
            JsonObject first = publish(here, 1, channel, ",\"key\":\"k\"");
            JsonObject again = publish(there, 1, channel, ",\"key\":\"k\"");
            assertThat(again.getBoolean("duplicate")).isTrue();
            assertThat(again.getInt("offset")).isEqualTo(first.getInt("offset"));
            there.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"content\":2,\"key\":\"k\"}");
            assertThat(there.next("error").getString("code")).isEqualTo("conflict");
        }
    }

    @Test
    void inbox_isFilledOnOneNode_readAndConfirmedOnTheOther() {
        String reader = name("rita");
        try (Client sender = user(a(), "ann", ""); Client phone = user(b(), reader, "?device=phone")) {
            sender.send("{\"type\":\"send\",\"id\":1,\"to\":\"" + reader + "\",\"content\":1}").reply("ack", "1");
            JsonObject direct = phone.next("direct");
            phone.send("{\"type\":\"received\",\"channel\":\"" + direct.getString("channel") + "\",\"epoch\":\""
                    + direct.getString("epoch") + "\",\"offset\":1}").untilPong();
        }
        try (Client phone = user(a(), reader, "?device=phone"); Client desk = user(b(), reader, "?device=desk")) {
            assertThat(phone.untilPong()).as("it was confirmed").noneMatch(text -> text.contains("\"direct\""));
            assertThat(desk.next("direct").getInt("content")).isEqualTo(1);
        }
    }

    @Test
    void ticketOfOneNode_isGoodOnce_onTheOther() throws Exception {
        HttpResponse<String> given = Http.post(a(), "api/tickets", "", "Authorization", "Bearer " + Tokens.of("tina"));
        String query = "?ticket=" + Http.json(given).getString("ticket");
        try (Client client = Client.to(b(), query).dialect(JSON).connect()) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("tina");
        }
        try (Client again = Client.to(a(), query).dialect(JSON).connect()) {
            assertThat(again.ended().word()).isEqualTo("unauthenticated");
        }
    }

    @Test
    void members_areThoseOfBothNodes_andComeAndGoOnce() {
        String channel = name("room:who");
        try (Client watcher = user(a(), "ann", "")) {
            subscribe(watcher, channel, ",\"presence\":true");
            try (Client phone = user(b(), "ben", ""); Client desk = user(a(), "ben", "")) {
                subscribe(phone, channel, "");
                assertThat(watcher.next(text -> text.contains("\"join\"") && text.contains("\"ben\""))).isNotEmpty();
                subscribe(desk, channel, "");
                phone.send("{\"type\":\"presence\",\"id\":1,\"channel\":\"" + channel + "\"}");
                assertThat(phone.reply("presence", "1").getJsonArray("members").getValuesAs(JsonObject.class))
                        .extracting(member -> member.getString("user")).containsExactly("ann", "ben");
            }
            assertThat(watcher.next(text -> !text.contains("\"ping\""))).contains("\"leave\"").contains("\"ben\"");
            assertThat(watcher.untilPong()).as("joins and leaves").isEmpty();
        }
    }

    @Test
    void notification_reachesTheUserOnBothNodes() throws Exception {
        String user = name("nora");
        try (Client here = user(a(), user, ""); Client there = user(b(), user, "")) {
            HttpResponse<String> answer = post(a(), "api/notify", "{\"user\":\"" + user + "\",\"content\":7}");
            assertThat(Http.json(answer).getInt("sessions")).isEqualTo(2);
            for (Client client : List.of(here, there)) {
                assertThat(client.next("notification").getInt("content")).isEqualTo(7);
            }
        }
    }

    @Test
    void disconnect_endsTheUsersSessionsOnBothNodes() throws Exception {
        String user = name("kim");
        try (Client here = user(a(), user, ""); Client there = user(b(), user, ""); Client other = user(b(), "o", "")) {
            HttpResponse<String> answer = post(a(), "api/disconnect", "{\"user\":\"" + user + "\"}");
            assertThat(Http.json(answer).getInt("sessions")).isEqualTo(2);
            for (Client client : List.of(here, there)) {
                assertThat(client.ended().word()).isEqualTo("kicked");
            }
            assertThat(other.untilPong()).isEmpty();
        }
    }

    @Test
    void polls_thatReachEitherNodeInTurn_areOneSession() throws Exception {
        String channel = name("open:polls");
        Poller poller = Poller.open(a(), "?user=pola");
        poller.via(b()).send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
        for (int i = 1; i <= 4; i++) {
            poller.via(i % 2 == 0 ? a() : b()).send("{\"type\":\"publish\",\"channel\":\"" + channel
                    + "\",\"content\":" + i + "}");
            assertThat(poller.via(i % 2 == 0 ? b() : a()).next("message").getInt("content")).isEqualTo(i);
        }
        CompletableFuture<HttpResponse<String>> waits = poller.via(b()).askAsync(poller.received());
        post(a(), "api/publish", "{\"channel\":\"" + channel + "\",\"content\":\"waited for\"}");
        poller.take(waits.get(10, TimeUnit.SECONDS)); // a ping may have come first
        assertThat(poller.next("message").getString("content")).isEqualTo("waited for");
        assertThat(Fallback.bye(b(), poller.address()).statusCode()).isEqualTo(204);
        assertThat(poller.ask(poller.received()).statusCode()).isEqualTo(404);
    }

    @Test
    void fallbackThroughNginx_needsNoAffinity() throws Exception {
        try (LoadBalancer nginx = LoadBalancer.nginx(cluster.urls());
                Streamer streamer = Streamer.open(nginx.url(), "?user=stream");
                Client client = user(nginx.url(), "ann", "")) {
            String channel = name("open:nginx");
            Poller poller = Poller.open(nginx.url(), "?user=poll");
            subscribe(client, channel, "");
            streamer.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
            poller.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
            for (int i = 1; i <= 6; i++) {
                streamer.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"content\":" + i + "}");
                assertThat(streamer.next("message").getInt("content")).isEqualTo(i);
                assertThat(poller.next("message").getInt("content")).isEqualTo(i);
                assertThat(client.next("message").getInt("content")).isEqualTo(i);
            }
            assertThat(Http.get(nginx.url(), "metrics").statusCode()).isEqualTo(403);
        }
    }
}
