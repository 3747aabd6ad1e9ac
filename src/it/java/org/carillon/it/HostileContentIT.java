package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Response;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages that are small on the wire and large, or slow, where they are read. */
@ExtendWith(ArquillianExtension.class)
class HostileContentIT {
    /** How many keys fit into a message. */
    private static final int KEYS = 2000;
    private static final Duration SOON = Duration.ofSeconds(5);

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
    void othersAreServed() {
        try (Honest there = honest) {
            there.assertNewcomerServed(base);
        }
    }

    private RawClient guest() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
        client.next("\"welcome\"");
        return client;
    }

    /** Fields whose keys have the same hash, each with a number; each begins with a comma. */
    private static String collidingFields() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < KEYS; i++) {
            fields.append(",\"");
            for (int bit = 0; bit < 12; bit++) {
                fields.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            fields.append("\":").append(i % 10);
        }
        return fields.toString();
    }

    @Test
    void keysOfTheSameHash_inContent_travelAsTheyAre_andWithoutDelay() {
        String content = '{' + collidingFields().substring(1) + '}';
        try (RawClient client = guest()) {
            client.text("{\"type\":\"subscribe\",\"channel\":\"open:keys\"}").next("\"subscribed\"");
            long start = System.nanoTime();
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                client.text("{\"type\":\"publish\",\"channel\":\"open:keys\",\"content\":" + content + '}');
                got.add(client.next("\"message\""));
            }
            assertThat(got).allMatch(message -> message.endsWith(content + '}'));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @Test
    void keysOfTheSameHash_inACommand_areSkippedOrRefused_withoutDelay() {
        try (RawClient client = guest()) {
            long start = System.nanoTime();
            for (int i = 0; i < 15; i++) {
                String answer = client.text("{\"type\":\"ping\"" + collidingFields() + '}').next("\"type\"");
                assertThat(answer).containsAnyOf("\"pong\"", "\"malformed\"");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        }
    }

    @Test
    void compressionOfFrames_isNotNegotiated() {
        try (RawClient client = RawClient.to(base)) {
            Response response = client.handshake("", "Sec-WebSocket-Protocol", "carillon.v1.json",
                    "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits, x-webkit-deflate-frame");
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.headers()).doesNotContainKey("sec-websocket-extensions");
            client.next("\"welcome\"");
        }
    }

    @Test
    void compressedPost_isNotInflated() throws Exception {
        byte[] bomb = compressed(" ".repeat(50_000_000));
        assertThat(bomb.length).as("within the limit of a message").isLessThan(65_536);
        Poller poller = Poller.open(base, "");
        try (RawClient client = RawClient.to(base)) {
            client.write(("POST " + base.getPath() + "send HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                    + "\r\nCarillon-Session: " + poller.address() + "\r\nCarillon-Sequence: 1\r\nContent-Encoding: gzip"
                    + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII)).write(bomb);
            assertThat(client.response().status()).isEqualTo(400);
        }
        assertThat(Fallback.send(base, poller.address(), 1, "{\"type\":\"ping\"}\n").statusCode()).isEqualTo(204);
        poller.next("pong");
    }

    private static byte[] compressed(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
