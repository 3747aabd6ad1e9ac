package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are revoked: nobody signs in by them any more, in whatever way, and sessions that did are closed. */
@ExtendWith(ArquillianExtension.class)
class RevocationIT {
    private static final String DIALECT = "carillon.v1.json";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.auth.revocation.life", "2h"));
    }

    /** A token that was issued so long ago. */
    private static String token(String user, String id, Duration ago) {
        return Tokens.signed(Tokens.claims(user, Duration.ofHours(1)).jwtID(id)
                .issueTime(Date.from(Instant.now().minus(ago))).build(), Wars.SECRET);
    }

    private static String token(String user, String id) {
        return token(user, id, Duration.ofMinutes(1));
    }

    private Client connected(String token) {
        Client client = Client.to(base).dialect(DIALECT).header("Authorization", "Bearer " + token).connect();
        client.next("welcome");
        return client;
    }

    private HttpResponse<String> revoke(String body) throws Exception {
        return Http.post(base, "api/revocations", body, "X-Api-Key", Wars.API_KEY);
    }

    private void revoked(String body) throws Exception {
        HttpResponse<String> answer = revoke(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Instant until = Instant.ofEpochSecond(Http.json(answer).getJsonNumber("until").longValueExact());
        assertThat(until).isBetween(Instant.now().plus(Duration.ofMinutes(119)),
                Instant.now().plus(Duration.ofMinutes(122)));
    }

    private static void assertEnded(Client client) {
        assertThat(client.ended().code()).isEqualTo(1008);
        assertThat(client.ended().word()).isEqualTo("unauthenticated");
    }

    @Test
    void token_itsSessionsOfAllKindsAreClosedWithinASecond_andNoOthers() throws Exception {
        String bad = token("ann", "bad-1");
        try (Client socket = connected(bad); Client other = connected(token("ann", "good-1"));
                Streamer stream = Streamer.open(base, "")) {
            Poller poller = Poller.open(base, "");
            String auth = "{\"type\":\"auth\",\"token\":\"" + bad + "\"}";
            stream.send(auth).next("auth_result");
            poller.send(auth).next("auth_result");
            long start = System.nanoTime();
            revoked("{\"token\":\"bad-1\"}");
            assertEnded(socket);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(stream.ended().word()).isEqualTo("unauthenticated");
            assertThat(poller.ended().word()).isEqualTo("unauthenticated");
            assertThat(other.untilPong()).isEmpty();
        }
    }

    @Test
    void token_isRefusedInEachWayOfSigningIn() throws Exception {
        String bad = token("bea", "bad-2");
        String ticket = Http.json(Http.post(base, "api/tickets", "{}", "Authorization", "Bearer " + bad))
                .getString("ticket");
        revoked("{\"token\":\"bad-2\"}");
        assertThat(Http.post(base, "api/tickets", "{}", "Authorization", "Bearer " + bad).statusCode()).isEqualTo(401);
        assertThat(Client.to(base).header("Authorization", "Bearer " + bad).refusedWith()).isEqualTo(401);
        try (Client entry = Client.to(base).dialect(DIALECT, "bearer." + bad).connect();
                Client redeemed = Client.to(base, "?ticket=" + ticket).dialect(DIALECT).connect();
                Client message = Client.to(base).dialect(DIALECT).connect()) {
            assertEnded(entry);
            assertEnded(redeemed);
            JsonObject result = message.send("{\"type\":\"auth\",\"token\":\"" + bad + "\"}").next("auth_result");
            assertThat(result.getString("reason")).startsWith("unauthenticated").contains("revoked");
            assertEnded(message);
        }
    }

    @Test
    void user_whatWasIssuedBefore_andANewTokenIsGood() throws Exception {
        try (Client one = connected(token("cid", "c-1")); Client two = connected(token("cid", ""));
                Client other = connected(token("dan", "d-1"))) {
            revoked("{\"user\":\"cid\"}");
            assertEnded(one);
            assertEnded(two);
            try (Client again = connected(token("cid", "c-2", Duration.ofSeconds(-2)))) {
                assertThat(again.untilPong()).isEmpty();
            }
            assertThat(other.untilPong()).isEmpty();
        }
    }

    @Test
    void userAndTime_whatWasIssuedSinceIsGood() throws Exception {
        long before = Instant.now().minusSeconds(600).getEpochSecond();
        try (Client old = connected(token("eve", "e-1", Duration.ofMinutes(11)));
                Client since = connected(token("eve", "e-2", Duration.ofMinutes(9)))) {
            revoked("{\"user\":\"eve\",\"before\":" + before + '}');
            assertEnded(old);
            assertThat(since.untilPong()).isEmpty();
        }
    }

    @Test
    void time_whatWasIssuedBeforeToAnybody() throws Exception {
        long before = Instant.now().minusSeconds(7200).getEpochSecond();
        try (Client old = connected(token("fay", "f-1", Duration.ofHours(3)));
                Client since = connected(token("fay", "f-2", Duration.ofHours(1)))) {
            revoked("{\"before\":" + before + '}');
            assertEnded(old);
            assertThat(since.untilPong()).isEmpty();
        }
    }

    @Test
    void renewedInTime_theSessionIsThatOfTheNewToken() throws Exception {
        try (Client client = connected(token("gus", "g-1"))) {
            client.send("{\"type\":\"auth\",\"token\":\"" + token("gus", "g-2") + "\"}").next("auth_result");
            revoked("{\"token\":\"g-1\"}");
            assertThat(client.untilPong()).isEmpty();
            revoked("{\"token\":\"g-2\"}");
            assertEnded(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":\"t\",\"user\":\"u\"}", "{\"token\":\"t\",\"before\":1}",
        "{\"token\":\"\"}", "{\"token\":7}", "{\"user\":\"\"}", "{\"user\":null}", "{\"user\":\"\",\"before\":1}",
        "{\"before\":\"1\"}", "{\"before\":-1}", "{\"before\":1.5}", "{\"before\":99999999999}", "{\"before\":null}",
        "{\"user\":\"guest:kim\"}", "[]"})
    void whatCannotBeMeant_isMalformed(String body) throws Exception {
        HttpResponse<String> answer = revoke(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Http.json(answer).getString("code")).isEqualTo("malformed");
    }

    @Test
    void callerWithoutTheKey_isRefused_andNothingIsRevoked() throws Exception {
        try (Client client = connected(token("hal", "h-1"))) {
            assertThat(Http.post(base, "api/revocations", "{\"token\":\"h-1\"}").statusCode()).isEqualTo(401);
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
                assertThat(Http.postAs(base, "api/revocations", "{\"token\":\"h-1\"}", type, "X-Api-Key", Wars.API_KEY)
                        .statusCode()).isEqualTo(400);
            }
            assertThat(client.untilPong()).isEmpty();
        }
    }
}
