package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Commands of sessions that are about to be closed. */
@ExtendWith(ArquillianExtension.class)
class LateCommandIT {
    private static final String NAME = "carillon";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.drain.window", "3s"));
    }

    private static Client user(URL base, String name) {
        Client client = Client.to(base).dialect("carillon.v1.json").header("Authorization", "Bearer " + Tokens.of(name))
                .connect();
        client.next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"room:late\"}").next("subscribed");
        return client;
    }

    private static boolean answered(Client client) {
        try {
            client.send("{\"type\":\"publish\",\"id\":\"late\",\"channel\":\"room:late\",\"content\":1}");
            client.next(message -> message.contains("\"id\":\"late\"") && message.startsWith("{\"type\":\"ack\""));
            return true;
        } catch (AssertionError e) {
            assertThat(client.ended().word()).isEqualTo("shutdown");
            return false;
        }
    }

    @Test
    void commandsOfSessionsThatAreStillOpen_areCarriedOutDuringTheDrain_andAllAreTold() throws Exception {
        deployer.deploy(NAME);
        URL base = ServerProcess.url(NAME);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(user(base, "u" + i));
        }
        CompletableFuture<Integer> acked = CompletableFuture.supplyAsync(() -> {
            await().atMost(PATIENCE).until(() -> !clients.stream().allMatch(Client::open));
            return (int) clients.stream().filter(Client::open).filter(LateCommandIT::answered).count();
        });
        deployer.undeploy(NAME);
        assertThat(acked.get()).as("publications acked while others were closed").isPositive();
        assertThat(clients).extracting(Client::ended).allSatisfy(ended -> {
            assertThat(ended.code()).isEqualTo(1001);
            assertThat(ended.word()).isEqualTo("shutdown");
        });
    }

    @Test
    void secondAuth_whileTheCloseForTheFirstIsUnderWay_hasNoEffect() throws Exception {
        deployer.deploy(NAME);
        URL base = ServerProcess.url(NAME);
        String bad = "{\"type\":\"auth\",\"id\":1,\"token\":\"bad\"}";
        String good = "{\"type\":\"auth\",\"id\":2,\"token\":\"" + Tokens.of("ann") + "\"}";
        String subscribe = "{\"type\":\"subscribe\",\"id\":3,\"channel\":\"room:late\"}";
        try (Client client = Client.to(base).dialect("carillon.v1.json").connect()) {
            client.send(bad + good + subscribe);
            assertThat(client.nextIs("auth_result").getBoolean("success")).isFalse();
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
            assertThat(client.unread()).isEmpty();
        }
        try (RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json")) {
            client.write(frames(bad, good, subscribe));
            assertThat(client.next().text()).startsWith("{\"type\":\"auth_result\",\"id\":1,\"success\":false");
            RawClient.Frame last = client.next();
            assertThat(last.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(last.text()).contains("unauthenticated");
        }
        deployer.undeploy(NAME);
    }

    /** Text frames that arrive together. */
    private static byte[] frames(String... texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String text : texts) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            all.writeBytes(RawClient.head(RawClient.TEXT, true, payload.length));
            all.writeBytes(payload);
        }
        return all.toByteArray();
    }
}
