package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The file engine in a server of its own: what was acknowledged is there after its process was killed. */
class StoreIT {
    private static final int COUNT = 50;

    private static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.store", "file"));
    }

    private static Client open(SpareServer server) {
        Client client = Client.to(server.url())
                .header("Authorization", "Bearer " + Tokens.of("anna")).connect();
        client.next("welcome");
        return client;
    }

    private static void publish(Client client, int number) {
        client.send("{\"type\":\"publish\",\"id\":" + number + ",\"channel\":\"room:1\",\"key\":\"k" + number
                + "\",\"content\":" + number + "}");
    }

    @Test
    void crash_afterAcks_clientsRecoverAllInTheSameEpochAndKeysAreKnown() throws Exception {
        JsonObject last;
        try (SpareServer server = SpareServer.start(war()); Client client = open(server)) {
            client.send("{\"type\":\"subscribe\",\"id\":0,\"channel\":\"room:1\"}").reply("subscribed", "0");
            for (int i = 1; i <= COUNT; i++) {
                publish(client, i);
            }
            last = client.reply("ack", "" + COUNT);
            server.crash();
        }
        assertThat(SpareServer.stored().resolve("carillon").resolve("carillon.store")).satisfies(
                file -> assertThat(Files.size(file)).isPositive());
        String since = "{\"epoch\":\"" + last.getString("epoch") + "\",\"offset\":0}";
        try (SpareServer server = SpareServer.startAgain(war()); Client client = open(server)) {
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
}
