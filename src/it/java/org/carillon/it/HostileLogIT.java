package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerProcess;
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

/** Clients whose names are meant for whoever reads the server's log: they make no line and no colour of their own. */
@ExtendWith(ArquillianExtension.class)
class HostileLogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What a forged line would begin with. */
    private static final String FORGED = "FORGED-" + System.nanoTime();
    private static final String BREAK = "x\n" + FORGED + " ERROR all is lost\r\n" + FORGED
            + "\u001b[31mred\u2028" + FORGED;

    @ArquillianResource
    private URL base;

    private Honest honest;
    private long logged;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.limits.commands", "1", "carillon.limits.sessions.user", "2"));
    }

    @BeforeEach
    void anHonestClientIsThere() throws IOException {
        logged = Files.size(ServerProcess.log());
        honest = Honest.at(base);
    }

    @AfterEach
    void noLineWasForged() throws IOException {
        honest.close();
        assertThat(added()).doesNotContain("\u001b", "\u2028", "\n" + FORGED, "\r" + FORGED);
    }

    /** What the log says since the test began. */
    private String added() throws IOException {
        byte[] all = Files.readAllBytes(ServerProcess.log());
        return new String(all, (int) logged, (int) (all.length - logged), StandardCharsets.UTF_8);
    }

    private static void logs(String what, String all) {
        assertThat(all).contains(what);
    }

    private void awaitLog(String what) {
        await().atMost(PATIENCE).untilAsserted(() -> logs(what, added()));
    }

    @Test
    void originWithControlCharacters_isOneLine() {
        String origin = "http://evil.example/" + FORGED + "-origin\u001b[31m\u0085\t" + FORGED;
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("", "Origin", origin).status()).isBetween(400, 403);
        }
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("", "Origin", "http://evil.example").status()).isEqualTo(403);
        }
        honest.assertServed();
    }

    @Test
    void userOfATokenWithLineBreaks_isOneLine() {
        String token = Tokens.of(BREAK);
        RawClient client = RawClient.to(base);
        try (client) {
            int status = client.handshake("", "Sec-WebSocket-Protocol", "carillon.v1.json", "Authorization",
                    "Bearer " + token).status();
            if (status == 101) {
                client.next("\"welcome\"");
                for (int i = 0; i < 8; i++) {
                    client.text("ping");
                }
                client.next("\"too_many\"");
                awaitLog("carillon.limits.commands");
            } else {
                assertThat(status).isEqualTo(401);
            }
        }
        honest.assertServed();
    }

    @Test
    void usersAndDevicesOfTheUrl_areOneLine() {
        String name = URLEncoder.encode(BREAK, StandardCharsets.UTF_8);
        assertThat(Client.to(base, "?device=" + name).refusedWith()).isEqualTo(400);
        try (Client guest = Client.to(base, "?user=" + name).dialect("carillon.v1.json").connect()) {
            assertThat(guest.next("welcome").getString("user")).doesNotContain(FORGED);
        }
        honest.assertServed();
    }

    @Test
    void channelsAndTypesWithLineBreaks_areNotLogged() {
        String broken = BREAK.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\u001b");
        try (RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json")) {
            client.next("\"welcome\"");
            client.text("{\"type\":\"subscribe\",\"channel\":\"room:" + broken + "\"}").next("\"error\"");
            client.text("{\"type\":\"" + broken + "\"}").next("\"error\"");
            client.text("{\"type\":\"call\",\"id\":1,\"method\":\"" + broken + "\"}").next("\"error\"");
        }
        honest.assertServed();
    }
}
