package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A server of its own with logs in files: killed and started again it goes on where it was, in the same epoch, with
 * nothing lost; at last it is stopped by the signal that service managers send. Its starts take most of the time, so
 * the tests share them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashIT {
    private static final int MESSAGES = Storm.LONG ? 10_000 : 1500;
    private static final int CRASHES = Storm.LONG ? 3 : 1;
    private static final int COUNT = 50;
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CLIENTS = 40;

    private final WebArchive war = Wars.forGuests(Map.of("carillon.store", "file",
            "carillon.drain.window", WINDOW.toMillis() + "ms",
            "carillon.channels", "lobby; room:*; "
                    + "storm:* publish=all presence=off history=20000 history.bytes=100000000"));
    private SpareServer server;

    @BeforeAll
    void start() throws Exception {
        server = SpareServer.start(war);
    }

    @AfterAll
    void close() {
        server.close();
    }

    private Client open() {
        Client client = Client.to(server.url()).header("Authorization", "Bearer " + Tokens.of("anna")).connect();
        client.next("welcome");
        return client;
    }

    private static void publish(Client client, int number) {
        client.send("{\"type\":\"publish\",\"id\":" + number + ",\"channel\":\"room:1\",\"key\":\"k" + number
                + "\",\"content\":" + number + "}");
    }

    @Test
    @Order(1)
    void crash_whileNumbersArePublished_everyReaderGetsEachOneOnceInOrder_andKeysAreKnown() throws Exception {
        JsonObject last = publishMany();
        try (Storm storm = new Storm(server.url(), MESSAGES)) {
            storm.start();
            for (int i = 1; i <= CRASHES; i++) {
                storm.awaitPart((double) i / (CRASHES + 1));
                server.crash();
                assertThat(SpareServer.stored().resolve("carillon").resolve("carillon.store")).satisfies(
                        file -> assertThat(Files.size(file)).isPositive());
                server = SpareServer.startAgain(war);
            }
            storm.awaitPart(1);
            assertThat(storm.reconnections()).as("connections beyond the first ones").isGreaterThan(CRASHES);
        }
        recover(last);
    }

    private JsonObject publishMany() {
        try (Client client = open()) {
            client.send("{\"type\":\"subscribe\",\"id\":0,\"channel\":\"room:1\"}").reply("subscribed", "0");
            for (int i = 1; i <= COUNT; i++) {
                publish(client, i);
            }
            return client.reply("ack", "" + COUNT);
        }
    }

    private void recover(JsonObject last) {
        String since = "{\"epoch\":\"" + last.getString("epoch") + "\",\"offset\":0}";
        try (Client client = open()) {
            JsonObject subscribed = client.send("{\"type\":\"subscribe\",\"id\":0,\"channel\":\"room:1\",\"since\":"
                    + since + "}").reply("subscribed", "0");
            assertThat(subscribed.getBoolean("recovered")).isTrue();
            publish(client, COUNT);
            JsonObject again = client.reply("ack", "" + COUNT);
            assertThat(again.getBoolean("duplicate")).isTrue();
            assertThat(again.getInt("offset")).isEqualTo(last.getInt("offset"));
            publish(client, COUNT + 1);
            assertThat(client.reply("ack", "" + (COUNT + 1)).getInt("offset")).isEqualTo(COUNT + 1);
        }
    }

    @Test
    @Order(2)
    void stop_tellsEverySession_inBatchesOverTheWindow() throws Exception {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Client client = Client.to(server.url(), "?user=u" + i).connect();
            client.next("welcome");
            clients.add(client);
        }
        long start = System.nanoTime();
        server.stop();
        await().atMost(PATIENCE).until(() -> !clients.stream().allMatch(Client::open));
        assertThat(clients.stream().filter(Client::open).count()).as("told later").isGreaterThan(CLIENTS / 2);
        assertThat(clients).extracting(Client::ended).allSatisfy(ended -> {
            assertThat(ended.code()).isEqualTo(1001);
            assertThat(ended.word()).isEqualTo("shutdown");
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WINDOW.plus(SLACK));
        assertThat(server.awaitEnd()).isTrue();
    }
}
