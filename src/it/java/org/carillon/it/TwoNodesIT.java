package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.carillon.it.rules.Bans;
import org.carillon.testing.RedisProcess;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes, as two deployments on one server: requests that come to the wrong one, and what one tells the other. */
@ExtendWith(ArquillianExtension.class)
class TwoNodesIT {
    private static final int REDIS = 26_379;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String A = "node-a";
    private static final String B = "node-b";
    private static final String ECHO = "{\"type\":\"publish\",\"channel\":\"open:echo\",\"content\":";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = A, managed = false, testable = false)
    static WebArchive a() throws IOException {
        return node(A);
    }

    @Deployment(name = B, managed = false, testable = false)
    static WebArchive b() throws IOException {
        return node(B);
    }

    private static WebArchive node(String name) throws IOException {
        String url = ServerProcess.url(name).toString();
        return ShrinkWrap.create(WebArchive.class, name + ".war").addPackage(Bans.class.getPackage())
                .merge(Wars.forGuests(Map.of(
                "carillon.store", "redis", "carillon.redis.url", "redis://127.0.0.1:" + REDIS,
                "carillon.redis.lease", "4s", "carillon.fallback.wait", "2s",
                "carillon.node.name", name, "carillon.node.url", url.substring(0, url.length() - 1))));
    }

    @Test
    void nodes_serveEachOthersSessions_andActTogether() throws Exception {
        try (RedisProcess redis = RedisProcess.start(RedisProcess.Version.OLD, REDIS, "--appendonly", "no")) {
            deployer.deploy(A);
            deployer.deploy(B);
            URL a = ServerProcess.url(A);
            URL b = ServerProcess.url(B);
            await().atMost(PATIENCE).until(() -> names(a).equals(List.of(A, B)) && names(b).equals(List.of(A, B)));
            polls(a, b);
            streams(a, b);
            refusals(a, b);
            tickets(a, b);
            kicks(a, b);
            rechecks(a, b);
            revocations(a, b);
            drains(a, b);
            away(redis, a, b);
            deployer.undeploy(A);
            deployer.undeploy(B);
        }
    }

    private static JsonObject nodes(URL base) throws Exception {
        return Http.json(Http.get(base, "api/nodes", "X-Api-Key", Wars.API_KEY));
    }

    private static List<String> names(URL base) throws Exception {
        HttpResponse<String> response = Http.get(base, "api/nodes", "X-Api-Key", Wars.API_KEY);
        return response.statusCode() != 200 ? List.of() : Http.json(response).getJsonArray("nodes")
                .getValuesAs(JsonObject.class).stream().map(node -> node.getString("name")).toList();
    }

    private static void polls(URL a, URL b) throws Exception {
        Poller poller = Poller.open(a, "?user=p");
        assertThat(poller.address()).startsWith(A + '.');
        poller.send("{\"type\":\"subscribe\",\"channel\":\"open:echo\"}").next("subscribed");
        for (int i = 0; i < 20; i++) {
            poller.via(i % 2 == 0 ? b : a).send(ECHO + i + '}').via(i % 3 == 0 ? a : b);
            assertThat(poller.next("message").getInt("content")).isEqualTo(i);
        }
        CompletableFuture<HttpResponse<String>> waiting = poller.via(b).askAsync(poller.received());
        poller.take(waiting.get(10, TimeUnit.SECONDS));
        String large = "\"" + "x".repeat(60_000) + "\"}";
        IntStream.range(0, 5).forEach(i -> sent(poller, ECHO + large));
        for (int i = 0; i < 5; i++) {
            assertThat(poller.next("message").getString("content")).hasSize(60_000);
        }
        assertThat(Fallback.bye(b, poller.address()).statusCode()).isEqualTo(204);
        assertThat(Fallback.bye(a, poller.address()).statusCode()).isEqualTo(404);
        assertThat(poller.ask(poller.received()).statusCode()).isEqualTo(404);
    }

    private static void sent(Poller poller, String commands) {
        try {
            poller.send(commands);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void streams(URL a, URL b) throws Exception {
        try (Streamer streamer = Streamer.open(a, "?user=s")) {
            streamer.via(b).send("{\"type\":\"subscribe\",\"channel\":\"open:echo\"}").next("subscribed");
            assertThat(streamer.send(ECHO + "1}").next("message").getInt("content")).isEqualTo(1);
            String tooLarge = "{\"type\":\"ping\",\"id\":\"" + "x".repeat(70_000) + "\"}";
            assertThat(Fallback.send(b, streamer.address(), 3, tooLarge).statusCode()).isEqualTo(413);
            assertThat(streamer.ended().code()).isEqualTo(1009);
        }
    }

    private static void refusals(URL a, URL b) throws Exception {
        try (Streamer streamer = Streamer.open(a, "")) {
            String address = streamer.address();
            for (String unknown : List.of(B + address.substring(A.length()), "nobody" + address.substring(A.length()),
                    address + "x", "127.0.0.1:9/" + address, A + "/../" + address)) {
                assertThat(Fallback.send(b, unknown, 1, "{\"type\":\"ping\"}").statusCode()).as(unknown).isEqualTo(404);
            }
            assertThat(Http.postAs(b, "send", "{}", "text/plain", Fallback.SESSION, address, Fallback.SEQUENCE, "1")
                    .statusCode()).isEqualTo(415);
            assertThat(Http.postAs(b, "send", "{}", "application/x-ndjson", Fallback.SESSION, address,
                    Fallback.SEQUENCE, "1", "Carillon-Relay", "x").statusCode()).as("passed on once").isEqualTo(404);
            assertThat(Fallback.post(b, "poll", Fallback.SESSION, address, Fallback.RECEIVED, "1").statusCode())
                    .isEqualTo(404);
            streamer.via(b).send("{\"type\":\"ping\"}").next("pong");
        }
    }

    private static void tickets(URL a, URL b) throws Exception {
        String ticket = Http.json(Http.post(a, "api/tickets", "", "Authorization", "Bearer " + Tokens.of("tim")))
                .getString("ticket");
        Poller poller = Poller.open(b, "?ticket=" + ticket);
        assertThat(poller.next("welcome").getString("user")).isEqualTo("tim");
        assertThat(Poller.open(a, "?ticket=" + ticket).ended().word()).isEqualTo("unauthenticated");
    }

    private static void kicks(URL a, URL b) throws Exception {
        try (Client there = Client.to(b, "?user=kim").dialect("carillon.v1.json").connect();
                Client here = Client.to(a, "?user=kim").dialect("carillon.v1.json").connect()) {
            there.next("welcome");
            here.next("welcome");
            await().atMost(PATIENCE).until(() -> reached(a, "guest:kim") == 2);
            there.next("notification");
            long start = System.nanoTime();
            assertThat(Http.post(a, "api/disconnect", "{\"user\":\"guest:kim\"}", "X-Api-Key", Wars.API_KEY).body())
                    .isEqualTo("{\"sessions\":2}");
            assertThat(there.ended().word()).isEqualTo("kicked");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(here.ended().word()).isEqualTo("kicked");
        }
    }

    private static Client signedIn(URL base, String user) {
        Client client = Client.to(base).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + Tokens.of(user)).connect();
        client.next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"room:1\"}").next("subscribed");
        return client;
    }

    /** The rules of both have changed, as where the nodes of a portal share a database; one is told to look again. */
    private static void rechecks(URL a, URL b) throws Exception {
        String publish = "{\"type\":\"publish\",\"channel\":\"room:1\",\"content\":";
        try (Client eve = signedIn(b, "eve"); Client bob = signedIn(b, "bob"); Client here = signedIn(a, "eve")) {
            assertThat(Http.post(b, "ban?user=eve&recheck=false", "").statusCode()).isEqualTo(200);
            bob.send(publish + "1}").next("message");
            assertThat(eve.next("message").getInt("content")).isEqualTo(1);
            assertThat(here.next("message").getInt("content")).isEqualTo(1);
            assertThat(Http.post(a, "ban?user=eve", "").statusCode()).isEqualTo(200);
            for (Client banned : List.of(eve, here)) {
                JsonObject unsubscribed = banned.next("unsubscribed");
                assertThat(unsubscribed.getString("channel")).isEqualTo("room:1");
                assertThat(unsubscribed.getString("code")).isEqualTo("forbidden");
            }
            bob.send(publish + "2}").next("message");
            assertThat(eve.untilPong()).isEmpty();
            assertThat(here.untilPong()).isEmpty();
        }
    }

    private static String token(String id) {
        return Tokens.signed(Tokens.claims("ron", Duration.ofHours(1)).jwtID(id).build(), Wars.SECRET);
    }

    private static void revocations(URL a, URL b) throws Exception {
        try (Client bad = Client.to(b).header("Authorization", "Bearer " + token("bad")).connect();
                Client good = Client.to(b).header("Authorization", "Bearer " + token("good")).connect()) {
            bad.next("welcome");
            good.next("welcome");
            long start = System.nanoTime();
            assertThat(Http.post(a, "api/revocations", "{\"token\":\"bad\"}", "X-Api-Key", Wars.API_KEY)
                    .statusCode()).isEqualTo(200);
            assertThat(bad.ended().word()).isEqualTo("unauthenticated");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(Client.to(b).header("Authorization", "Bearer " + token("bad")).refusedWith()).isEqualTo(401);
            assertThat(good.untilPong()).isEmpty();
        }
    }

    private static int reached(URL base, String user) throws Exception {
        return Http.json(Http.post(base, "api/notify", "{\"user\":\"" + user + "\",\"content\":1}",
                "X-Api-Key", Wars.API_KEY)).getInt("sessions");
    }

    private static void drains(URL a, URL b) throws Exception {
        try (Client here = Client.to(a).dialect("carillon.v1.json").connect();
                Client there = Client.to(b).dialect("carillon.v1.json").connect()) {
            here.next("welcome");
            there.next("welcome");
            assertThat(Http.post(b, "api/nodes/" + A + "/drain", "{}").statusCode()).isEqualTo(401);
            HttpResponse<String> told = Http.post(b, "api/nodes/" + A + "/drain", "{}", "X-Api-Key", Wars.API_KEY);
            assertThat(told.body()).contains("\"node\":\"" + A + '"', "\"state\":\"draining\"");
            assertThat(here.ended().word()).isEqualTo("shutdown");
            assertThat(Http.get(a, "health").statusCode()).isEqualTo(503);
            assertThat(Http.get(b, "health").statusCode()).isEqualTo(200);
            assertThat(Fallback.post(a, "poll", Fallback.SESSION, "new").statusCode()).isEqualTo(503);
            await().atMost(PATIENCE).until(() -> nodes(b).getJsonArray("nodes").getJsonObject(0).getString("state")
                    .equals("draining"));
            there.send("{\"type\":\"ping\"}").next("pong");
            assertThat(Http.post(b, "api/nodes/nobody/drain", "{}", "X-Api-Key", Wars.API_KEY).body())
                    .contains(A + ", " + B);
        }
    }

    private static void away(RedisProcess redis, URL a, URL b) throws Exception {
        Poller poller = Poller.open(b, "?user=p");
        redis.kill();
        await().atMost(PATIENCE).until(() -> Http.get(b, "health").body().contains("\"store\":\"AWAY\""));
        assertThat(Http.get(b, "health").statusCode()).isEqualTo(200);
        poller.via(a).send("{\"type\":\"ping\"}").next("pong");
        assertThat(Http.get(b, "api/nodes", "X-Api-Key", Wars.API_KEY).statusCode()).isEqualTo(503);
        redis.startEmpty();
        await().atMost(PATIENCE).until(() -> names(b).equals(List.of(A, B)));
        assertThat(Http.get(b, "health").body()).isEqualTo("{\"status\":\"UP\"}");
        await().atMost(PATIENCE).until(() -> redis.ask("HGET carillon:{revoked}:list t:bad").startsWith("$"));
        assertThat(Client.to(b).header("Authorization", "Bearer " + token("bad")).refusedWith()).isEqualTo(401);
    }
}
