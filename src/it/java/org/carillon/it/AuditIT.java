package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerLog;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log in the server's own: who signed in and how, what was refused, who was kicked; and no secret. */
@ExtendWith(ArquillianExtension.class)
class AuditIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String JSON = "carillon.v1.json";
    private static final String EVIL = "https://evil.example.net";

    private final ServerLog log = new ServerLog();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.limits.sessions.user", "3"));
    }

    /** The one event of a kind that fits, as soon as the server has written it. */
    private JsonObject audited(String kind, Predicate<JsonObject> fits) {
        await().atMost(PATIENCE).until(() -> log.audited(kind).stream().anyMatch(fits));
        List<JsonObject> found = log.audited(kind).stream().filter(fits).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private JsonObject auditedOf(String kind, String user) {
        return audited(kind, event -> event.getString("user", "").equals(user));
    }

    private String ticket(String token) throws Exception {
        return Http.json(Http.post(base, "api/tickets", "", "Authorization", "Bearer " + token)).getString("ticket");
    }

    @Test
    void signIns_byEachWay_areToldWithoutASecret() throws Exception {
        String header = Tokens.of("audit-header");
        String entry = Tokens.of("audit-entry");
        String message = Tokens.of("audit-message");
        String ticket = ticket(Tokens.of("audit-ticket"));
        try (Client one = Client.to(base).header("Authorization", "Bearer " + header).connect();
                Client two = Client.to(base).dialect(JSON, "bearer." + entry).connect();
                Client three = Client.to(base, "?ticket=" + ticket).connect();
                Client four = Client.to(base, "?user=audit-guest").dialect(JSON).connect()) {
            String session = one.next("welcome").getString("session");
            two.next("welcome");
            three.next("welcome");
            four.next("welcome");
            four.send("{\"type\":\"auth\",\"token\":\"" + message + "\"}").next("auth_result");

            JsonObject told = auditedOf("sign_in", "audit-header");
            assertThat(told.getString("how")).isEqualTo("bearer");
            assertThat(told.getString("session")).isEqualTo(session);
            assertThat(told.getString("address")).isEqualTo("127.0.0.1");
            assertThat(auditedOf("sign_in", "audit-entry").getString("how")).isEqualTo("bearer");
            assertThat(auditedOf("sign_in", "audit-ticket").getString("how")).isEqualTo("ticket");
            assertThat(auditedOf("sign_in", "guest:audit-guest").getString("how")).isEqualTo("guest");
            assertThat(auditedOf("sign_in", "audit-message").getString("how")).isEqualTo("message");
        }
        assertThat(auditedOf("sign_out", "audit-header").getString("reason")).isEqualTo("client");
        assertThat(ServerLog.whole()).doesNotContain(header, entry, message, ticket, Wars.SECRET, Wars.API_KEY);
    }

    @Test
    void refusals_areToldWithTheirReasons_andWithoutASecret() throws Exception {
        String forged = Tokens.of("audit-forged") + "x";
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("", "Origin", EVIL).status()).isEqualTo(403);
        }
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("", "Authorization", "Bearer " + forged).status()).isEqualTo(401);
        }
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("?token=" + forged).status()).isEqualTo(401);
        }
        try (RawClient client = RawClient.open(base, "?ticket=a-wrong-ticket-of-the-audit")) {
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
        }
        assertThat(Http.post(base, "api/publish", "{}", "X-Api-Key", "a-wrong-key-of-the-audit").statusCode())
                .isEqualTo(401);

        assertThat(audited("refused", is("origin")).getString("origin")).isEqualTo(EVIL);
        assertThat(audited("refused", is("token")).getString("address")).isEqualTo("127.0.0.1");
        audited("refused", is("token_in_url"));
        audited("refused", is("unauthenticated"));
        audited("refused", is("api"));
        assertThat(ServerLog.whole()).doesNotContain(
                forged, "a-wrong-ticket-of-the-audit", "a-wrong-key-of-the-audit");
    }

    private static Predicate<JsonObject> is(String reason) {
        return event -> event.getString("reason").equals(reason);
    }

    @Test
    void kick_isToldWithTheActAndTheEnds() throws Exception {
        String bearer = "Bearer " + Tokens.of("audit-kicked");
        try (Client client = Client.to(base).header("Authorization", bearer).connect()) {
            client.next("welcome");
            Http.post(base, "api/disconnect", "{\"user\":\"audit-kicked\"}", "X-Api-Key", Wars.API_KEY);
            assertThat(client.ended().word()).isEqualTo("kicked");

            JsonObject act = audited("admin", event -> event.getString("target", "").equals("audit-kicked"));
            assertThat(act.getString("act")).isEqualTo("disconnect");
            assertThat(act.getString("by")).isEqualTo("key");
            assertThat(auditedOf("kick", "audit-kicked").getInt("sessions")).isEqualTo(1);
            assertThat(auditedOf("sign_out", "audit-kicked").getString("reason")).isEqualTo("kicked");
        }
        assertThat(ServerLog.whole()).doesNotContain(Wars.API_KEY);
    }

    @Test
    void sessionsOverALimit_areToldAsThatLimit() {
        String bearer = "Bearer " + Tokens.of("audit-many");
        try (RawClient one = RawClient.open(base, "", "Authorization", bearer);
                RawClient two = RawClient.open(base, "", "Authorization", bearer);
                RawClient three = RawClient.open(base, "", "Authorization", bearer);
                RawClient four = RawClient.to(base)) {
            List.of(one, two, three).forEach(client -> client.next("welcome"));
            assertThat(four.handshake("", "Authorization", bearer).status()).isEqualTo(429);
        }
        JsonObject limit = audited("limit", event -> event.getString("limit").equals("sessions.user"));
        assertThat(limit.getString("whom")).contains("audit-many").contains("127.0.0.1");
    }

    @Test
    void nameOfAGuest_cannotForgeALine() {
        try (Client client = Client.to(base, "?user=%22%7D%E2%80%AE%3Cb%3E%E2%80%A8x").dialect(JSON).connect()) {
            String user = client.next("welcome").getString("user");
            assertThat(user).contains("\u202e").contains("\u2028");
            auditedOf("sign_in", user);
        }
        assertThat(log.text()).contains("guest:\\u0022}\\u202e\\u003cb\\u003e\\u2028x").doesNotContain("\u202e");
    }

    @Test
    void floodOfRefusedHandshakes_leavesFewLines_andSaysHowManyThereWere() {
        int flood = 5000;
        for (int i = 0; i < flood; i++) {
            try (RawClient client = RawClient.to(base)) {
                client.handshake("", "Origin", EVIL);
            }
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                log.audited("omitted").stream().mapToInt(event -> event.getInt("count")).sum()
                        + log.audited("refused").size()).isEqualTo(flood));
        assertThat(log.text().lines().count()).isLessThan(flood / 5);
    }
}
