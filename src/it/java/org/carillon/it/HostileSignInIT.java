package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that want to be somebody else, or more than they are, or keep places without signing in. */
@ExtendWith(ArquillianExtension.class)
class HostileSignInIT {
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String JSON = "carillon.v1.json";
    private static final int SILENT = 2000;

    private final List<AutoCloseable> clients = new ArrayList<>();

    @ArquillianResource
    private URL base;

    private Honest honest;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of(
                "carillon.auth.timeout", "3s",
                "carillon.channels", "lobby; room:*; staff subscribe=role:staff publish=role:staff"));
    }

    @BeforeEach
    void anHonestClientIsThere() {
        honest = Honest.at(base);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        try (Honest there = honest) {
            there.assertNewcomerServed(base);
        }
    }

    private Client user(String name) {
        Client client = Client.to(base).dialect(JSON).header("Authorization", "Bearer " + Tokens.of(name)).connect();
        clients.add(client);
        client.next("welcome");
        return client;
    }

    private static String staff(String user, String secret) {
        return Tokens.signed(Tokens.claims(user, AN_HOUR).claim("roles", List.of("staff")).build(), secret);
    }

    /** The head of one token, the claims of another and the signature of a third. */
    private static String mixed(String head, String claims, String signature) {
        return head.split("\\.")[0] + '.' + claims.split("\\.")[1] + '.' + signature.split("\\.")[2];
    }

    @Test
    void tokenPutTogetherFromOthers_isRefused() {
        String mallory = Tokens.of("mallory");
        String ann = staff("ann", Wars.SECRET);
        for (String token : List.of(
                mixed(mallory, ann, mallory),
                mixed(mallory, mallory, ann),
                mixed(ann, mallory, ann),
                mallory.substring(0, mallory.length() - 2),
                mallory + '.' + ann,
                ann.substring(0, ann.lastIndexOf('.') + 1))) {
            assertThat(Client.to(base).header("Authorization", "Bearer " + token).refusedWith()).isEqualTo(401);
            Client late = Client.to(base).dialect(JSON).connect();
            clients.add(late);
            late.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
            assertThat(late.ended().code()).isEqualTo(1008);
            assertThat(late.ended().word()).isEqualTo("unauthenticated");
        }
    }

    @Test
    void sessionThatWantsARoleItHasNot_doesNotGetItByAnyCommand() {
        Client mallory = user("mallory");
        for (String command : List.of(
                "{\"type\":\"subscribe\",\"channel\":\"staff\"}",
                "{\"type\":\"subscribe\",\"channel\":\"staff\",\"roles\":[\"staff\"],\"user\":\"ann\"}",
                "{\"type\":\"publish\",\"channel\":\"staff\",\"content\":1,\"sender\":\"ann\",\"roles\":[\"staff\"]}",
                "{\"type\":\"auth\",\"token\":\"" + staff("ann", Wars.SECRET) + "\"}",
                "{\"type\":\"subscribe\",\"channel\":\"staff\"}")) {
            JsonObject error = mallory.send(command).next("error");
            assertThat(error.getString("code")).as(command).isIn("forbidden", "not_subscribed");
        }
        mallory.send("{\"type\":\"auth\",\"token\":\"" + staff("mallory", "another secret of 32 bytes, or even more")
                + "\"}");
        assertThat(mallory.ended().word()).isEqualTo("unauthenticated");
    }

    @Test
    void senderThatAClientMakesUp_isNotBelieved() {
        Client mallory = user("mallory");
        mallory.send("{\"type\":\"subscribe\",\"channel\":\"room:forged\"}").next("subscribed");
        mallory.send("{\"type\":\"publish\",\"sender\":\"ann\",\"time\":1,\"offset\":99,\"channel\":\"room:forged\","
                + "\"content\":1}");
        JsonObject message = mallory.next("message");
        assertThat(message.getString("sender")).isEqualTo("mallory");
        assertThat(message.getInt("offset")).isEqualTo(1);
        assertThat(message.getJsonNumber("time").longValue()).isGreaterThan(1);
    }

    @Test
    void clientsThatNeverSignIn_areClosed_andKeepNobodyOut() throws Exception {
        double before = Meters.open(base);
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < SILENT; i++) {
            RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", JSON);
            clients.add(client);
            silent.add(client);
            if (i % (SILENT / 10) == 0) {
                honest.assertServed();
            }
        }
        honest.assertNewcomerServed(base);
        assertThat(silent).allSatisfy(client -> {
            Client.Ended ended = client.ended();
            assertThat(ended.code()).isEqualTo(1008);
            assertThat(ended.word()).isEqualTo("unauthenticated");
        });
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(Meters.open(base)).isLessThanOrEqualTo(before));
    }
}
