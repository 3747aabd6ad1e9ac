package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jwt.PlainJWT;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Response;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens and tickets that come with the handshake: in its header, as a subprotocol entry, in its URL. */
@ExtendWith(ArquillianExtension.class)
class HandshakeTokenIT {
    private static final String DIALECT = "carillon.v1.json";
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final String EXPIRED = Tokens.of("ann", Duration.ofMinutes(-5));
    private static final String OTHERS_SECRET = "a secret that this server does not know at all";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of());
    }

    private static String forged(String user) {
        return Tokens.signed(Tokens.claims(user, AN_HOUR).build(), OTHERS_SECRET);
    }

    private static void assertClosed(Client client, String word) {
        assertThat(client.ended().code()).isEqualTo(1008);
        assertThat(client.ended().word()).isEqualTo(word);
    }

    private Response withHeader(String authorization) {
        try (RawClient client = RawClient.to(base)) {
            return client.handshake("", "Authorization", authorization);
        }
    }

    private static void assertUnauthorized(Response response) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers()).containsEntry("www-authenticate", "Bearer");
        assertThat(response.headers().get("content-type")).startsWith("text/plain");
        assertThat(response.body()).matches("Not signed in: [^\n]*[^.\n][.]?\n");
    }

    @Test
    void header_withAGoodToken_signsIn() {
        try (Client client = Client.to(base).header("Authorization", "Bearer " + Tokens.of("ann")).connect()) {
            JsonObject welcome = client.next("welcome");
            assertThat(welcome.getString("user")).isEqualTo("ann");
            assertThat(welcome.getBoolean("guest")).isFalse();
            assertThat(welcome.getJsonNumber("expires").longValueExact())
                    .isBetween(Instant.now().toEpochMilli(), Instant.now().plus(AN_HOUR).toEpochMilli());
        }
    }

    @Test
    void header_withABadToken_isRefusedWith401AndOneLine() {
        assertUnauthorized(withHeader("Bearer nonsense"));
        assertUnauthorized(withHeader("Bearer " + forged("ann")));
        assertUnauthorized(withHeader("Bearer"));
        assertUnauthorized(withHeader("Basic YW5uOnNlY3JldA=="));
    }

    @Test
    void header_withAnExpiredToken_isRefusedAndToldSo() {
        Response response = withHeader("Bearer " + EXPIRED);
        assertUnauthorized(response);
        assertThat(response.body()).contains("expired");
    }

    @Test
    void tokenThatIsNotValid_isRefused() {
        assertUnauthorized(withHeader("Bearer " + Tokens.of("guest:ann")));
        assertUnauthorized(withHeader("Bearer " + Tokens.of("")));
        assertUnauthorized(withHeader("Bearer " + new PlainJWT(
                new PlainHeader(), Tokens.claims("ann", AN_HOUR).build()).serialize()));
        assertUnauthorized(withHeader("Bearer " + Tokens.signed(Tokens.claims("ann", AN_HOUR)
                .notBeforeTime(Date.from(Instant.now().plus(AN_HOUR))).build(), Wars.SECRET)));
    }

    @Test
    void subprotocolEntry_besideADialect_signsInAndIsNotEchoed() {
        String offer = DIALECT + ", bearer." + Tokens.of("ann");
        try (RawClient client = RawClient.to(base)) {
            Response response = client.handshake("", "Sec-WebSocket-Protocol", offer);
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.headers()).containsEntry("sec-websocket-protocol", DIALECT);
            assertThat(response.headers().toString()).doesNotContain("bearer.");
            assertThat(client.next("welcome")).contains("\"user\":\"ann\"");
        }
    }

    @Test
    void subprotocolEntry_withABadToken_isUpgradedThenClosed() {
        try (Client client = Client.to(base).dialect(DIALECT, "bearer." + forged("ann")).connect()) {
            assertThat(client.dialect()).isEqualTo(DIALECT);
            assertClosed(client, "unauthenticated");
        }
    }

    @Test
    void subprotocolEntry_withAnExpiredToken_isUpgradedThenClosedAsExpired() {
        try (Client client = Client.to(base).dialect("carillon.v1.jsonl", "bearer." + EXPIRED).connect()) {
            assertClosed(client, "expired");
        }
    }

    @Test
    void subprotocolEntry_withoutADialect_isClosed() {
        String offer = "bearer." + Tokens.of("ann");
        try (RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", offer)) {
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
        }
    }

    private HttpResponse<String> ticketFor(String... headers) throws Exception {
        return Http.post(base, "api/tickets", "", headers);
    }

    @Test
    void ticket_opensOneSessionOnly() throws Exception {
        HttpResponse<String> response = ticketFor("Authorization", "Bearer " + Tokens.of("ann"));
        assertThat(response.statusCode()).isEqualTo(200);
        JsonObject answer = Json.createReader(new StringReader(response.body())).readObject();
        assertThat(answer.getInt("life")).isEqualTo(30);
        String query = "?ticket=" + answer.getString("ticket");
        try (Client first = Client.to(base, query).connect(); Client second = Client.to(base, query).connect()) {
            assertThat(first.next("welcome").getString("user")).isEqualTo("ann");
            assertClosed(second, "unauthenticated");
            assertThat(first.untilPong()).isEmpty();
        }
    }

    @Test
    void ticket_thatIsNotKnown_isUpgradedThenClosed() {
        for (String query : new String[] {"?ticket=nonsense", "?ticket=", "?ticket=" + Tokens.of("ann")}) {
            try (Client client = Client.to(base, query).connect()) {
                assertClosed(client, "unauthenticated");
            }
        }
    }

    @Test
    void tickets_withoutAGoodToken_areRefused() throws Exception {
        for (String[] headers : new String[][] {{}, {"Authorization", "Bearer " + forged("ann")},
            {"Authorization", "Bearer " + EXPIRED}, {"X-Api-Key", Wars.API_KEY}}) {
            HttpResponse<String> response = ticketFor(headers);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(response.body()).doesNotContain("\"ticket\"");
        }
    }
}
