package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send a byte now and then, more of them than the server has threads: they keep none of them. */
@ExtendWith(ArquillianExtension.class)
class HostileSlowIT {
    private static final int MANY = 150;
    private static final Duration NOW_AND_THEN = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TIMES = 4;

    private final List<RawClient> clients = new ArrayList<>();

    @ArquillianResource
    private URL base;

    private Honest honest;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    @BeforeEach
    void anHonestClientIsThere() {
        honest = Honest.at(base);
    }

    @AfterEach
    void closeAll() {
        try (Honest there = honest) {
            clients.forEach(RawClient::close);
            there.assertNewcomerServed(base);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void begin(String begin) {
        for (int i = 0; i < MANY; i++) {
            clients.add(RawClient.to(base).write(ascii(begin)));
        }
    }

    /** All write the next byte of this, now and then, while others are served. */
    private void drip(String bytes) {
        AtomicInteger at = new AtomicInteger();
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(NOW_AND_THEN).until(() -> {
            byte[] next = ascii(bytes.substring(at.get(), at.get() + 1));
            clients.forEach(client -> client.write(next));
            honest.assertNewcomerServed(base);
            return at.incrementAndGet() == TIMES;
        });
    }

    private void finish(String bytes) {
        clients.forEach(client -> client.write(ascii(bytes.substring(TIMES))));
    }

    @Test
    void frameThatComesByteByByte_isReadWhenItIsWhole() {
        String ping = "{\"type\":\"ping\",\"id\":\"slow\"}";
        for (int i = 0; i < MANY; i++) {
            RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
            client.next("\"welcome\"");
            clients.add(client.write(RawClient.head(RawClient.TEXT, true, ping.length())));
        }
        drip(ping);
        finish(ping);
        assertThat(clients).allSatisfy(client -> assertThat(client.next("\"pong\"")).contains("\"slow\""));
    }

    @Test
    void handshakeThatComesByteByByte_isAnsweredWhenItIsWhole() {
        String rest = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n";
        begin("GET " + base.getPath() + "ws HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort() + "\r\n");
        drip(rest);
        finish(rest);
        assertThat(clients).allSatisfy(client -> assertThat(client.response().status()).isEqualTo(101));
    }

    private String post(String path, String headers) {
        return "POST " + base.getPath() + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort() + "\r\n" + headers
                + "\r\n";
    }

    @Test
    void postThatComesByteByByte_isCarriedOutWhenItIsWhole() throws Exception {
        String ping = "{\"type\":\"ping\",\"id\":\"slow\"}\n";
        Poller poller = Poller.open(base, "");
        begin(post("send", "Carillon-Session: " + poller.address() + "\r\nCarillon-Sequence: 1\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: " + ping.length() + "\r\n"));
        drip(ping);
        finish(ping);
        assertThat(clients).allSatisfy(client -> assertThat(client.response().status()).isEqualTo(204));
        assertThat(poller.next(message -> message.contains("\"slow\""))).startsWith("{\"type\":\"pong\"");
    }

    /** They are answered before; what they go on to send is not waited for. */
    private void refused(String begin, Integer... statuses) {
        begin(begin);
        assertThat(clients).allSatisfy(client -> assertThat(client.response().status()).isIn((Object[]) statuses));
        honest.assertNewcomerServed(base);
    }

    @Test
    void pollWithABodyThatDoesNotCome_isRefused() {
        refused(post("poll", "Carillon-Session: new\r\nContent-Length: 1000\r\n"), 400);
    }

    @Test
    void postForASessionOfNobody_isRefusedBeforeItsBodyHasCome() {
        refused(post("send", "Carillon-Session: nobody\r\nCarillon-Sequence: 1\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: 1000\r\n"), 404);
    }

    /** The first one ends the session, so that the others find none. */
    @Test
    void postThatIsTooLarge_isRefusedBeforeItsBodyHasCome() throws Exception {
        Poller poller = Poller.open(base, "");
        refused(post("send", "Carillon-Session: " + poller.address() + "\r\nCarillon-Sequence: 1\r\n"
                + "Content-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n"), 413, 404);
    }
}
