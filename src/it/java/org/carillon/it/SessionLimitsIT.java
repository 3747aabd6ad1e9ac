package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many sessions and channels there may be. Each test leaves none behind, since they share one limit. */
@ExtendWith(ArquillianExtension.class)
class SessionLimitsIT {
    private static final int IN_ALL = 6;
    private static final int OF_A_USER = 3;
    private static final int CHANNELS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Client> clients = new ArrayList<>();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of(
                "carillon.limits.sessions", Integer.toString(IN_ALL),
                "carillon.limits.sessions.user", Integer.toString(OF_A_USER),
                "carillon.limits.sessions.address", "1",
                "carillon.limits.channels", Integer.toString(CHANNELS)));
    }

    @AfterEach
    void closeAll() {
        clients.forEach(Client::close);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.open(base)).isZero());
    }

    private Client connect(Client.Options options) {
        Client client = options.connect();
        clients.add(client);
        return client;
    }

    private Client user(String name) {
        return connect(handshakeOf(name));
    }

    private Client.Options handshakeOf(String name) {
        return Client.to(base).header("Authorization", "Bearer " + Tokens.of(name));
    }

    private Client guest(String name) {
        return connect(Client.to(base, "?user=" + name));
    }

    private static void ended(Client client, int code, String word) {
        assertThat(client.ended().code()).isEqualTo(code);
        assertThat(client.ended().word()).isEqualTo(word);
    }

    @Test
    void severalDevicesOfAUser_areSessionsOfTheirOwn_upToTheLimit() {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < OF_A_USER; i++) {
            sessions.add(user("ann").next("welcome").getString("session"));
        }
        assertThat(sessions).doesNotHaveDuplicates();
        assertThat(handshakeOf("ann").refusedWith()).isEqualTo(429);
        assertThat(user("ben").next("welcome").getString("user")).isEqualTo("ben");
        assertThat(clients.subList(0, OF_A_USER)).allSatisfy(
                client -> assertThat(client.send("ping").next()).isEqualTo("pong"));
    }

    @Test
    void deviceThatLeaves_makesRoomForAnother() {
        for (int i = 0; i < OF_A_USER; i++) {
            user("ann").next("welcome");
        }
        clients.remove(0).close();
        await().atMost(PATIENCE).until(() -> Meters.open(base) == OF_A_USER - 1);
        assertThat(user("ann").next("welcome").getString("user")).isEqualTo("ann");
    }

    @Test
    void signingInByMessage_countsToo() {
        for (int i = 0; i < OF_A_USER; i++) {
            user("ann").next("welcome");
        }
        Client guest = guest("gus");
        guest.next("welcome");
        guest.send("{\"type\":\"auth\",\"token\":\"" + Tokens.of("ann") + "\"}");
        ended(guest, 1008, "limit");
    }

    @Test
    void sessionsInAll_areLimited_whoeverTheyAre() {
        for (int i = 0; i < IN_ALL; i++) {
            guest("g" + i).next("welcome");
        }
        assertThat(Client.to(base, "?user=late").refusedWith()).isEqualTo(503);
        assertThat(handshakeOf("late").refusedWith()).isEqualTo(503);
        assertThat(clients.get(0).send("ping").next()).isEqualTo("pong");
    }

    @Test
    void sessionsOfThisMachine_areNotLimitedByAddress() {
        guest("one").next("welcome");
        assertThat(guest("two").next("welcome").getString("user")).isEqualTo("guest:two");
    }

    @Test
    void channelsOfASession_areLimited() {
        Client client = connect(Client.to(base).dialect("carillon.v1.json"));
        for (int i = 0; i < CHANNELS; i++) {
            client.send(subscribe("room:" + i)).next("subscribed");
        }
        client.send(subscribe("room:more"));
        assertThat(client.next("error").getString("code")).isEqualTo("limit");
        client.send(subscribe("room:0")).next("subscribed");
        client.send("{\"type\":\"unsubscribe\",\"id\":1,\"channel\":\"room:0\"}").reply("unsubscribed", "1");
        assertThat(client.send(subscribe("room:more")).next("subscribed").getString("channel")).isEqualTo("room:more");
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}";
    }
}
