package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How much clients may ask for. Each test has clients of its own addresses, as a proxy that is believed tells them.
 */
@ExtendWith(ArquillianExtension.class)
class LimitsIT {
    private static final String PROXIED = "X-Forwarded-For";
    private static final int BURST = 5;

    private final List<Client> clients = new ArrayList<>();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.ofEntries(
                Map.entry("carillon.proxies", "127.0.0.1"),
                Map.entry("carillon.limits.handshakes", "1"),
                Map.entry("carillon.limits.handshakes.burst", Integer.toString(BURST)),
                Map.entry("carillon.limits.sessions.user", "2"),
                Map.entry("carillon.limits.sessions.address", "3"),
                Map.entry("carillon.limits.message", "4096"),
                Map.entry("carillon.chunk.bytes", "4096"),
                Map.entry("carillon.limits.bytes", "2000"),
                Map.entry("carillon.limits.commands", "20"),
                Map.entry("carillon.channels", "lobby; slow publish=all publishes=3/s")));
    }

    @AfterEach
    void closeAll() {
        clients.forEach(Client::close);
    }

    private Client.Options from(String address, String query) {
        return Client.to(base, query).dialect("carillon.v1.jsonl").header(PROXIED, address);
    }

    private Client connect(String address, String user) {
        return connect(from(address, "?user=" + user));
    }

    private Client connect(Client.Options options) {
        Client client = options.connect();
        clients.add(client);
        client.nextIs("welcome");
        return client;
    }

    private Client user(String address, String name) {
        return connect(from(address, "").header("Authorization", "Bearer " + Tokens.of(name)));
    }

    private double refused(String limit) throws Exception {
        return Meters.value(base, "carillon_limits_refused_total{limit=\"" + limit + "\"}");
    }

    private HttpResponse<String> open(String path, String address, String query) throws Exception {
        return Fallback.post(base, path + query, Fallback.SESSION, "new", PROXIED, address);
    }

    @Test
    void handshakes_moreThanAnAddressMay_areToldWhenToReturn_byWhateverWayTheyCome() throws Exception {
        double before = refused("handshakes");
        for (int i = 0; i < BURST; i++) {
            assertThat(open(i % 2 == 0 ? "sse" : "poll", "192.0.2.1", "?token=none").statusCode()).isEqualTo(401);
        }
        for (String path : List.of("sse", "poll")) {
            HttpResponse<String> response = open(path, "192.0.2.1", "?token=none");
            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("Retry-After")).contains("1");
        }
        assertThat(from("192.0.2.1", "?token=none").refusedWith()).isEqualTo(429);
        assertThat(from("203.0.113.9, 192.0.2.1", "?token=none").refusedWith()).as("forged").isEqualTo(429);
        assertThat(from("192.0.2.2", "?token=none").refusedWith()).as("another one").isEqualTo(401);
        assertThat(refused("handshakes")).isEqualTo(before + 4);
    }

    @Test
    void sessionsOfAnAddress_areLimited_andANetworkOfIpv6IsOne() throws Exception {
        double before = refused("sessions.address");
        for (int i = 1; i <= 3; i++) {
            connect("2001:db8::" + i, "a" + i);
        }

        assertThat(from("2001:db8::4", "?user=a4").refusedWith()).isEqualTo(429);
        assertThat(open("sse", "2001:db8::5", "?user=a5").statusCode()).isEqualTo(429);
        connect("2001:db8:0:1::1", "a6");
        assertThat(refused("sessions.address")).isEqualTo(before + 2);
    }

    @Test
    void sessionsOfAUser_areLimited_atTheHandshakeAndWhenTheUserIsKnown() throws Exception {
        double before = refused("sessions.user");
        user("192.0.2.11", "limited");
        user("192.0.2.11", "limited");

        assertThat(from("192.0.2.12", "").header("Authorization", "Bearer " + Tokens.of("limited")).refusedWith())
                .isEqualTo(429);
        Client guest = connect("192.0.2.12", "guest");
        guest.send("{\"type\":\"auth\",\"token\":\"" + Tokens.of("limited") + "\"}");
        assertThat(guest.ended().code()).isEqualTo(1008);
        assertThat(guest.ended().word()).isEqualTo("limit");
        assertThat(refused("sessions.user")).isEqualTo(before + 2);
    }

    @Test
    void metrics_fromBehindTheProxy_areNotThoseOfThisMachine() throws Exception {
        assertThat(Http.get(base, "metrics").statusCode()).isEqualTo(200);
        assertThat(Http.get(base, "metrics", PROXIED, "192.0.2.21").statusCode()).isNotEqualTo(200);
    }

    @Test
    void commands_tooManyInASecond_areRefusedWithATimeToWait_andTheSessionGoesOn() throws Exception {
        double before = refused("commands");
        Client client = connect("192.0.2.31", "hasty");
        client.send("{\"type\":\"ping\"}\n".repeat(105));
        for (int i = 0; i < 100; i++) {
            client.nextIs("pong");
        }

        JsonObject refusal = client.next("error");
        assertThat(refusal.getString("code")).isEqualTo("too_many");
        assertThat(refusal.getBoolean("retry")).isTrue();
        assertThat(refusal.getInt("retryAfter")).isBetween(1, 1001);
        assertThat(refused("commands")).isBetween(before + 1, before + 5);
        assertThat(client.open()).isTrue();
    }

    @Test
    void commands_thatDoNotStop_endTheSessionAlone() throws Exception {
        Client flood = connect("192.0.2.32", "flood");
        Client received = user("192.0.2.32", "floodrec");
        Client calm = connect("192.0.2.32", "calm");
        flood.send("{\"type\":\"ping\"}\n".repeat(200));
        String receipt = "{\"type\":\"received\",\"channel\":\"c\",\"epoch\":\"e\",\"offset\":1}";
        for (int i = 0; i < 12; i++) {
            received.send((receipt + "\n").repeat(10));
        }

        assertThat(flood.ended().code()).isEqualTo(1008);
        assertThat(flood.ended().word()).isEqualTo("rate");
        calm.send("{\"type\":\"ping\"}").nextIs("pong");
        Poller poller = Poller.open(base, "?user=poll-flood", PROXIED, "192.0.2.33");
        Fallback.send(base, poller.address(), 1, "{\"type\":\"ping\"}\n".repeat(200));
        assertThat(poller.ended().word()).isEqualTo("rate");
    }

    @Test
    void bytes_tooManyInASecond_refuseTheMessageThatIsOver() throws Exception {
        double before = refused("bytes");
        Client client = connect("192.0.2.41", "large");
        String ping = "{\"type\":\"ping\",\"pad\":\"" + "x".repeat(3_900) + "\"}";
        client.send(ping).nextIs("pong");
        client.send(ping).nextIs("pong");

        assertThat(client.send(ping).nextIs("error").getString("code")).isEqualTo("too_many");
        client.send("{\"type\":\"ping\"}").nextIs("pong");
        assertThat(refused("bytes")).isEqualTo(before + 1);
    }

    @Test
    void publishes_moreThanAChannelTakes_areRefusedWhoeverSendsThem() throws Exception {
        double before = refused("publishes");
        Client one = connect("192.0.2.51", "one");
        Client two = connect("192.0.2.52", "two");
        String publish = "{\"type\":\"publish\",\"id\":1,\"channel\":\"slow\",\"content\":1}";
        one.send(publish).reply("ack", "1");
        one.send(publish).reply("ack", "1");
        two.send(publish).reply("ack", "1");

        JsonObject refusal = two.send((publish + "\n").repeat(2)).next("error");
        assertThat(refusal.getString("code")).isEqualTo("too_many");
        assertThat(refusal.getInt("retryAfter")).isBetween(1, 1000);
        assertThat(refused("publishes")).isGreaterThan(before);
    }
}
