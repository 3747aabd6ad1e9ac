package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.Wars;
import org.junit.jupiter.api.Test;

/** The end of the whole server, by the signal that service managers send. */
class StopIT {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CLIENTS = 40;

    @Test
    void stop_tellsEverySession_inBatchesOverTheWindow() throws Exception {
        Map<String, String> settings = Map.of("carillon.drain.window", WINDOW.toMillis() + "ms");
        List<Client> clients = new ArrayList<>();
        try (SpareServer server = SpareServer.start(Wars.forGuests(settings))) {
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
}
