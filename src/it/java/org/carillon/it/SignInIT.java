package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.NodeScript;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signing in by message where guests are not admitted, and what becomes of a session that does not. */
@ExtendWith(ArquillianExtension.class)
class SignInIT {
    private static final String DIALECT = "carillon.v1.json";
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final String EXPIRED = Tokens.of("ann", Duration.ofMinutes(-5));
    private static final String OTHERS_SECRET = "a secret that this server does not know at all";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.auth.timeout", "3s", "carillon.auth.jwt.skew", "0s"));
    }

    private static String forged(String user) {
        return Tokens.signed(Tokens.claims(user, AN_HOUR).build(), OTHERS_SECRET);
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"id\":1,\"token\":\"" + token + "\"}";
    }

    private static void assertClosed(Client client, String word) {
        assertThat(client.ended().code()).isEqualTo(1008);
        assertThat(client.ended().word()).isEqualTo(word);
    }

    @Test
    void clientsOfTheLibraryWs_haveToSignIn() throws Exception {
        assertThat(NodeScript.run("strict-clients.test.js", base, Tokens.of("nora"))).contains("tests 3", "pass 3");
    }

    @Test
    void firstMessageAuth_isAnsweredAfterTheWelcome() {
        try (Client client = Client.to(base).dialect(DIALECT).connect()) {
            client.send(auth(Tokens.of("ann")));
            assertThat(client.next()).contains("\"welcome\"").contains("\"user\":\"ann\"");
            JsonObject result = client.next("auth_result");
            assertThat(result.getInt("id")).isEqualTo(1);
            assertThat(result.getBoolean("success")).isTrue();
            assertThat(result.getString("user")).isEqualTo("ann");
            assertThat(result.getString("session")).isNotEmpty();
            assertThat(result.getJsonNumber("expires").longValueExact()).isGreaterThan(Instant.now().toEpochMilli());
        }
    }

    @Test
    void commandsSentAfterAuth_waitForItsResult() {
        try (Client client = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            client.send(auth(Tokens.of("ann")) + "\n{\"type\":\"subscribe\",\"channel\":\"room:1\"}");
            assertThat(client.next()).contains("\"welcome\"");
            assertThat(client.next()).contains("\"auth_result\"");
            assertThat(client.next()).contains("\"subscribed\"");
        }
    }

    @Test
    void login_withItsUsername_signsIn() {
        try (Client client = Client.to(base).connect()) {
            client.send("{\"type\":\"login\",\"username\":\"ann\",\"token\":\"" + Tokens.of("ann") + "\"}");
            assertThat(client.next("auth_result").getBoolean("success")).isTrue();
        }
    }

    @Test
    void login_withAnothersUsername_failsAndIsClosed() {
        try (Client client = Client.to(base).connect()) {
            client.send("{\"type\":\"login\",\"username\":\"bob\",\"token\":\"" + Tokens.of("ann") + "\"}");
            assertThat(client.next("auth_result").getBoolean("success")).isFalse();
            assertClosed(client, "unauthenticated");
        }
    }

    @Test
    void auth_withABadToken_failsAndIsClosed() {
        try (Client client = Client.to(base).connect()) {
            JsonObject result = client.send(auth(forged("ann"))).next("auth_result");
            assertThat(result.getBoolean("success")).isFalse();
            assertThat(result.getString("reason")).startsWith("unauthenticated");
            assertThat(result.containsKey("user")).isFalse();
            assertClosed(client, "unauthenticated");
        }
    }

    @Test
    void auth_withAnExpiredToken_failsAndIsClosedAsExpired() {
        try (Client client = Client.to(base).connect()) {
            JsonObject result = client.send(auth(EXPIRED)).next("auth_result");
            assertThat(result.getString("reason")).startsWith("token_expired");
            assertClosed(client, "expired");
        }
    }

    @Test
    void sessionThatDoesNotSignIn_isClosedAfterTheTimeout() {
        try (Client client = Client.to(base).connect()) {
            long before = System.nanoTime();
            assertClosed(client, "unauthenticated");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(
                    Duration.ofSeconds(2), Duration.ofSeconds(8));
        }
    }

    @Test
    void pingBeforeAuth_isAnswered() {
        try (Client client = Client.to(base).connect()) {
            assertThat(client.send("ping").next()).isEqualTo("pong");
            assertThat(client.send("{\"type\":\"ping\"}").next()).isEqualTo("{\"type\":\"pong\"}");
            assertThat(client.send("{\"type\":\"pong\"}").send(auth(Tokens.of("ann"))).next()).contains("\"welcome\"");
        }
    }

    @Test
    void anythingElseBeforeAuth_closesTheSession() {
        for (String message : new String[] {"{\"type\":\"chat\",\"content\":1}", "Hello Server!", "{\"type\":\"what\"}",
            "{\"type\":\"subscribe\",\"channel\":\"lobby\"}", "{\"id\":1,\"data\":1}", "{", "{\"type\":\"auth\"}"}) {
            try (Client client = Client.to(base).connect()) {
                assertClosed(client.send(message), "unauthenticated");
                assertThat(client.unread()).as(message).isEmpty();
            }
        }
    }

    @Test
    void auth_onASignedInSession_renewsItsToken() {
        String token = Tokens.of("ann", Duration.ofMinutes(10));
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token).connect()) {
            long before = client.next("welcome").getJsonNumber("expires").longValueExact();
            JsonObject result = client.send(auth(Tokens.of("ann"))).next("auth_result");
            assertThat(result.getJsonNumber("expires").longValueExact()).isGreaterThan(before);
        }
    }

    @Test
    void auth_asAnotherUser_isForbiddenAndChangesNothing() {
        String token = Tokens.of("ann");
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token).connect()) {
            JsonObject error = client.send(auth(Tokens.of("bob"))).next("error");
            assertThat(error.getString("code")).isEqualTo("forbidden");
            assertThat(error.getInt("id")).isEqualTo(1);
            client.send("{\"type\":\"chat\",\"content\":\"still me\"}");
            assertThat(client.next("chat").getString("sender")).isEqualTo("ann");
        }
    }

    @Test
    void failedAuth_onASignedInSession_closesIt() {
        String token = Tokens.of("ann");
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token).connect()) {
            assertThat(client.send(auth(forged("ann"))).next("auth_result").getBoolean("success")).isFalse();
            assertClosed(client, "unauthenticated");
        }
    }

    @Test
    void tokenThatExpiresDuringTheSession_closesItAsExpired() {
        String token = Tokens.of("ann", Duration.ofSeconds(3));
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token).connect()) {
            client.next("welcome");
            assertClosed(client, "expired");
        }
    }

    @Test
    void tokenThatIsRenewedInTime_keepsTheSessionOpenPastItsFirstEnd() {
        String token = Tokens.of("ann", Duration.ofSeconds(3));
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token).connect();
                Client idle = Client.to(base).header("Authorization", "Bearer " + token).connect()) {
            client.send(auth(Tokens.of("ann"))).next("auth_result");
            assertClosed(idle, "expired");
            assertThat(client.untilPong()).isEmpty();
        }
    }
}
