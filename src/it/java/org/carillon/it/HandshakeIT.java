package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect, what a refused handshake is told, and which dialect is chosen; guests are admitted. */
@ExtendWith(ArquillianExtension.class)
class HandshakeIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of(
                "carillon.origins", "*.example.com, https://portal.example.org, other.example.org:8443"));
    }

    private Response handshake(String... headers) {
        try (RawClient client = RawClient.to(base)) {
            return client.handshake("", headers);
        }
    }

    private static void assertForeign(Response response) {
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.headers().get("content-type")).startsWith("text/plain");
        assertThat(response.body()).isEqualTo("This origin is not allowed.\n");
    }

    @Test
    void originOfTheSameHost_isAllowed() {
        assertThat(handshake("Origin", "http://127.0.0.1:" + base.getPort()).status()).isEqualTo(101);
    }

    @Test
    void noOrigin_isAllowedByDefault() {
        assertThat(handshake().status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.net", "null", "http://..", "http://127.0.0.1/..", "file://", "*",
        "http://127.0.0.1.evil.example.net", "http://user@127.0.0.1", "http://127.0.0.1 http://127.0.0.1"})
    void foreignOrigin_isRefusedWith403AndOneLine(String origin) {
        assertForeign(handshake("Origin", origin));
        assertForeign(handshake("Origin", origin, "Host", "127.0.0.1"));
    }

    @Test
    void foreignOrigin_withAGoodToken_isRefusedAllTheSame() {
        assertForeign(handshake("Origin", "https://evil.example.net", "Authorization", "Bearer " + Tokens.of("ann")));
    }

    @Test
    void emptyOrigin_isRefused() {
        try (RawClient client = RawClient.to(base)) {
            client.write(("GET " + base.getPath() + "ws HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin:\r\n\r\n").getBytes());
            assertForeign(client.response());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://portal.test, portal.test",
        "http://portal.test:80, portal.test",
        "http://portal.test, portal.test:80",
        "https://portal.test, portal.test",
        "https://portal.test:443, portal.test",
        "http://portal.test:8123, portal.test:8123",
        "HTTP://Portal.TEST, portal.test",
        "http://portal.test, PORTAL.test",
    })
    void originOfTheHostHeader_inAnySpelling_isAllowed(String origin, String host) {
        assertThat(handshake("Origin", origin, "Host", host).status()).isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({
        "http://portal.test:8080, portal.test",
        "http://portal.test:8080, portal.test:8081",
        "http://portal.test, portal.test:8080",
        "https://portal.test, portal.test:80",
        "http://www.portal.test, portal.test",
        "http://portal.test., portal.test",
        "http://portal.test/, portal.test",
        "http://portal.test/../, portal.test",
        "http://../portal.test, portal.test",
        "portal.test, portal.test",
        "ws://portal.test, portal.test",
    })
    void originThatDiffersFromTheHostHeader_isRefused(String origin, String host) {
        assertForeign(handshake("Origin", origin, "Host", host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://www.example.com", "http://a.b.example.com", "HTTPS://WWW.Example.Com:443",
        "https://portal.example.org", "https://portal.example.org:443", "http://other.example.org:8443"})
    void listedOrigin_isAllowed(String origin) {
        assertThat(handshake("Origin", origin).status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "https://badexample.com", "https://www.example.com.evil.net",
        "https://www.example.com:8443", "https://..example.com", "https://*.example.com",
        "http://portal.example.org", "https://other.example.org"})
    void originBesideTheList_isRefused(String origin) {
        assertForeign(handshake("Origin", origin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws/", "ws;x=y", ";x=y/ws", "%77s", "x/../ws", "./ws", "/ws", "ws/../ws", "ws%2f", "WS"})
    void pathWrittenOtherwise_isNoWayAroundTheFilter(String path) {
        try (RawClient client = RawClient.to(base)) {
            Response response = client.handshakeAt(base.getPath() + path, "Origin", "https://evil.example.net");
            // Whatever it is to the container: Payara takes the empty name in //ws for its page.
            assertThat(response.status()).isNotEqualTo(101);
        }
    }

    @Test
    void requestWithoutUpgrade_isToldThatItNeedsOne() throws Exception {
        var response = Http.get(base, "ws");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("This address speaks WebSocket.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token"})
    void tokenInTheUrl_isRefused_evenIfItIsGood(String parameter) {
        try (RawClient client = RawClient.to(base)) {
            Response response = client.handshake('?' + parameter + '=' + Tokens.of("ann"));
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.body()).startsWith("A token in the URL is refused").endsWith(".\n").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "carillon.v1.json, carillon.v1.json",
        "'carillon.v1.jsonl, carillon.v1.json', carillon.v1.jsonl",
        "'graphql-ws,carillon.v1.json', carillon.v1.json",
    })
    void offeredDialects_theFirstKnownOneIsChosen(String offered, String chosen) {
        Response response = handshake("Sec-WebSocket-Protocol", offered);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.headers()).containsEntry("sec-websocket-protocol", chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "graphql-ws", "CARILLON.V1.JSON", "carillon.v2.json"})
    void noKnownDialect_opensABareSessionWithoutOne(String offered) {
        Response response = handshake("Sec-WebSocket-Protocol", offered);
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.headers()).doesNotContainKey("sec-websocket-protocol");
    }

    @Test
    void ticketThatIsNotKnown_isClosed_evenWhereGuestsAreAdmitted() {
        try (Client client = Client.to(base, "?ticket=nonsense").connect()) {
            assertThat(client.ended().code()).isEqualTo(1008);
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
        }
    }

    @Test
    void badHeader_isRefused_evenWhereGuestsAreAdmitted() {
        assertThat(handshake("Authorization", "Bearer nonsense").status()).isEqualTo(401);
        assertThat(handshake("Authorization", "Basic YW5uOnNlY3JldA==").status()).isEqualTo(401);
    }
}
