package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.RawClient;
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

/** What requests of sessions without WebSocket have to pass, and what those are answered that do not. */
@ExtendWith(ArquillianExtension.class)
class FallbackWallsIT {
    private static final String PING = "{\"type\":\"ping\"}";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.origins", "*.example.com"));
    }

    private int status(String path, String... headers) throws Exception {
        HttpResponse<String> response = Fallback.post(base, path, headers);
        assertThat(response.body()).endsWith("\n").hasLineCount(1);
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
        return response.statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll", "send"})
    void requestWithoutTheHeader_is400(String path) throws Exception {
        assertThat(status(path)).isEqualTo(400);
        assertThat(Http.postAs(base, path, PING, "text/plain").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll", "send"})
    void foreignOrigin_is403_forOpenSessionsToo(String path) throws Exception {
        String address = Poller.open(base, "").address();
        for (String session : new String[] {"new", address}) {
            try (RawClient client = RawClient.to(base)) {
                client.write(("POST " + base.getPath() + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                        + "\r\nOrigin: https://evil.example.net\r\nCarillon-Session: " + session
                        + "\r\nLast-Event-ID: 1\r\nContent-Length: 0\r\n\r\n").getBytes());
                boolean taken = path.equals("sse") && !session.equals("new");
                assertThat(client.response().status()).isEqualTo(taken ? 400 : 403);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll", "send"})
    void preflightOfAnotherSite_isNotGranted(String path) throws Exception {
        HttpRequest preflight = HttpRequest.newBuilder(base.toURI().resolve(path))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://evil.example.net").header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "carillon-session").build();
        HttpResponse<String> response = HTTP.send(preflight, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void otherMethods_are405() throws Exception {
        for (String path : new String[] {"sse", "poll", "send"}) {
            assertThat(Http.get(base, path, Fallback.SESSION, "new").statusCode()).as(path).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll"})
    void opening_meetsTheWallsOfAHandshake(String path) throws Exception {
        assertThat(status(path + "?token=" + Tokens.of("ann"), Fallback.SESSION, "new")).isEqualTo(401);
        assertThat(status(path + "?access_token=x", Fallback.SESSION, "new")).isEqualTo(401);
        assertThat(status(path + "?device=", Fallback.SESSION, "new")).isEqualTo(400);
        assertThat(status(path + "?device=" + "x".repeat(65), Fallback.SESSION, "new")).isEqualTo(400);
        assertThat(status(path, Fallback.SESSION, "new", "Authorization", "Bearer nonsense")).isEqualTo(401);
    }

    @Test
    void identity_isFoundAsInAHandshake() throws Exception {
        String ticket = Http.json(Http.post(base, "api/tickets", "", "Authorization", "Bearer " + Tokens.of("tim")))
                .getString("ticket");
        try (Streamer streamer = Streamer.open(base, "?ticket=" + ticket)) {
            assertThat(streamer.next("welcome").getString("user")).isEqualTo("tim");
        }
        Poller poller = Poller.open(base, "", "Authorization", "Bearer " + Tokens.of("ann"));
        assertThat(poller.next("welcome").getString("user")).isEqualTo("ann");
    }

    @Test
    void streamOfAnOpenSession_is400_andAnUnknownSession404() throws Exception {
        try (Streamer streamer = Streamer.open(base, "")) {
            assertThat(status("sse", Fallback.SESSION, streamer.address())).isEqualTo(400);
            assertThat(status("poll", Fallback.SESSION, streamer.address(), Fallback.RECEIVED, "1")).isEqualTo(404);
            String welcome = streamer.next("welcome").getString("session");
            assertThat(streamer.address()).isNotEqualTo(welcome).hasSizeGreaterThanOrEqualTo(22);
            assertThat(Fallback.send(base, welcome, 1, PING).statusCode()).isEqualTo(404);
        }
        assertThat(Fallback.send(base, "nonsense", 1, PING).statusCode()).isEqualTo(404);
        assertThat(Fallback.send(base, "new", 1, PING).statusCode()).isEqualTo(404);
        assertThat(Fallback.bye(base, "nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void postThatIsNoneOfOurs_isRefused_andTheSessionStays() throws Exception {
        try (Streamer streamer = Streamer.open(base, "")) {
            String address = streamer.address();
            assertThat(Http.postAs(base, "send", PING, "application/json", Fallback.SESSION, address,
                    Fallback.SEQUENCE, "1").statusCode()).isEqualTo(415);
            assertThat(Http.postAs(base, "send", PING, "application/x-ndjson", Fallback.SESSION, address)
                    .statusCode()).isEqualTo(400);
            for (String number : new String[] {"0", "-1", "one", "1.0", "9999999999999999999"}) {
                assertThat(Http.postAs(base, "send", PING, "application/x-ndjson", Fallback.SESSION, address,
                        Fallback.SEQUENCE, number).statusCode()).as(number).isEqualTo(400);
            }
            HttpRequest bytes = HttpRequest.newBuilder(base.toURI().resolve("send"))
                    .header("Content-Type", "application/x-ndjson").header(Fallback.SESSION, address)
                    .header(Fallback.SEQUENCE, "1")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'})).build();
            assertThat(HTTP.send(bytes, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(400);
            assertThat(Http.postAs(base, "send", PING, "Application/X-NDJSON; charset=utf-8", Fallback.SESSION, address,
                    Fallback.SEQUENCE, "1").statusCode()).isEqualTo(204);
            streamer.next("pong");
        }
    }

    @Test
    void pollWithoutANumber_is400_andTheSessionStays() throws Exception {
        Poller poller = Poller.open(base, "");
        assertThat(status("poll", Fallback.SESSION, poller.address())).isEqualTo(400);
        assertThat(status("poll", Fallback.SESSION, poller.address(), Fallback.RECEIVED, "x")).isEqualTo(400);
        poller.send(PING).next("pong");
    }
}
