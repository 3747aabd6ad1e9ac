package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.carillon.it.kit.Bystander;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Frame;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that break the WebSocket protocol itself, or flood it; after each of them the server still serves others. */
@ExtendWith(ArquillianExtension.class)
class BadFramesIT {
    private static final String JSON = "carillon.v1.json";

    @ArquillianResource
    private URL base;

    private Bystander bystander;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.heartbeat.interval", "3s", "carillon.heartbeat.timeout", "3s"));
    }

    @BeforeEach
    void anotherClientIsThere() {
        bystander = Bystander.at(base);
    }

    @AfterEach
    void theServerStillServesOthers() {
        try (Bystander there = bystander) {
            there.assertServed();
        }
    }

    private RawClient guest() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", JSON);
        client.next("\"welcome\"");
        return client;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Named<byte[]> named(String name, int... values) {
        return Named.of(name, bytes(values));
    }

    /** Frames as bytes: first the flags and the opcode, then the mask's flag and the length, the mask, the payload. */
    static Stream<Named<byte[]>> brokenFrames() {
        return Stream.of(
                named("reserved opcode 3", 0x83, 0x80, 0, 0, 0, 0),
                named("reserved opcode 7", 0x87, 0x82, 0, 0, 0, 0, 'h', 'i'),
                named("reserved control opcode", 0x8B, 0x80, 0, 0, 0, 0),
                named("reserved bit 1", 0xC1, 0x82, 0, 0, 0, 0, 'h', 'i'),
                named("reserved bit 2", 0xA1, 0x82, 0, 0, 0, 0, 'h', 'i'),
                named("reserved bit 3", 0x91, 0x82, 0, 0, 0, 0, 'h', 'i'),
                named("ping of 126 bytes", 0x89, 0xFE, 0, 126, 0, 0, 0, 0),
                named("ping in fragments", 0x09, 0x80, 0, 0, 0, 0),
                named("continuation of nothing", 0x80, 0x82, 0, 0, 0, 0, 'h', 'i'),
                named("message in a message", 0x01, 0x81, 0, 0, 0, 0, 'h', 0x81, 0x81, 0, 0, 0, 0, 'i'),
                named("close with half a code", 0x88, 0x81, 0, 0, 0, 0, 3),
                named("close with code 1005", 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED),
                named("close with code 999", 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE7));
    }

    @ParameterizedTest
    @MethodSource("brokenFrames")
    void frameThatBreaksTheProtocol_closesWith1002(byte[] frame) {
        try (RawClient client = guest()) {
            assertThat(client.write(frame).ended().code()).isEqualTo(1002);
        }
    }

    @Test
    void frameWithoutAMask_closesWith1002_orIsReadOnPayara() {
        try (RawClient client = guest()) {
            client.write(bytes(0x81, 0x02, 'h', 'i'));
            if (ServerProcess.isPayara()) {
                // Tyrus does not insist on masks, which protect proxies, not servers; the API shows them to nobody.
                assertThat(client.next("\"error\"")).contains("\"code\":\"not_subscribed\"");
            } else {
                assertThat(client.ended().code()).isEqualTo(1002);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1024 * 1024 * 1024, Long.MIN_VALUE + 1})
    void lengthThatNeverComes_endsTheSessionAsStale(long length) {
        try (RawClient client = guest()) {
            client.write(RawClient.head(RawClient.TEXT, true, length)).write("hi".getBytes(StandardCharsets.UTF_8));
            assertThat(client.ended().code()).isEqualTo(1001);
        }
    }

    @Test
    void pings10000_areAnsweredOrSkippedButNeverStopTheSession() {
        ByteFlood flood = new ByteFlood();
        for (int i = 0; i < 10_000; i++) {
            flood.add(RawClient.PING, "ping-" + i);
        }
        try (RawClient client = guest()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> client.write(flood.bytes()));
            Frame frame = client.next();
            while (!frame.text().equals("ping-9999")) {
                assertThat(frame.opcode()).isEqualTo(RawClient.PONG);
                frame = client.next();
            }
            sending.join();
            assertThat(client.text("ping").next("pong")).isEqualTo("pong");
        }
    }

    @Test
    void subscriptions100000_areRefusedFromTheLimitOn_thenTheSessionIsClosed() {
        ByteFlood flood = new ByteFlood();
        for (int i = 0; i < 100_000; i++) {
            flood.add(RawClient.TEXT, "{\"type\":\"subscribe\",\"channel\":\"room:flood-" + i + "\"}");
        }
        try (RawClient client = guest()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> writeUntilCut(client, flood.bytes()));
            List<String> answers = new ArrayList<>();
            Frame frame = client.next();
            for (; frame.opcode() == RawClient.TEXT; frame = client.next()) {
                answers.add(frame.text());
            }
            assertThat(answers.subList(0, 128)).allMatch(answer -> answer.startsWith("{\"type\":\"subscribed\""));
            assertThat(answers.subList(128, answers.size())).hasSize(21)
                    .allMatch(answer -> answer.startsWith("{\"type\":\"error\",\"code\":\"limit\""));
            assertThat(frame.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(frame.payload()).startsWith(bytes(0x03, 0xF0)).asString().contains("malformed: ");
            client.close();
            sending.join();
        }
    }

    private static void writeUntilCut(RawClient client, byte[] bytes) {
        try {
            client.write(bytes);
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageMatching(".*(Broken pipe|Connection reset|[Ss]ocket closed).*");
        }
    }

    @Test
    void subscribingToOneChannel100000Times_isAnsweredEachTime() {
        try (RawClient client = guest()) {
            for (int i = 0; i < 100_000; i += 1000) {
                ByteFlood flood = new ByteFlood();
                for (int n = i; n < i + 1000; n++) {
                    flood.add(RawClient.TEXT, "{\"type\":\"subscribe\",\"channel\":\"room:1\",\"id\":" + n + '}');
                }
                client.write(flood.bytes());
                for (int n = i; n < i + 1000; n++) {
                    assertThat(client.next().text()).startsWith("{\"type\":\"subscribed\",\"id\":" + n + ',');
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET ", "GET /carillon/ws HTTP/1.1\r\n",
        "GET /carillon/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgr"})
    void halfAHandshake_left100Times_keepsNobodyOut(String half) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(RawClient.to(base).write(half.getBytes(StandardCharsets.UTF_8)));
        }
        bystander.assertServed();
        clients.forEach(RawClient::close);
    }

    @Test
    void connectionCutInTheMiddleOfAFrame_isForgotten() {
        for (int i = 0; i < 100; i++) {
            try (RawClient client = guest()) {
                client.write(RawClient.head(RawClient.TEXT, true, 1000)).write("{\"type\":".getBytes());
            }
        }
        bystander.assertServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key", "Sec-WebSocket-Version", "Connection"})
    void handshakeWithoutARequiredHeader_isNotUpgraded(String missing) {
        try (RawClient client = RawClient.to(base)) {
            assertThat(client.handshake("", missing, "").status()).isBetween(400, 499);
        }
    }

    /** Frames that are sent in one go. */
    private static final class ByteFlood {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void add(int opcode, String payload) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(RawClient.head(opcode, true, bytes.length));
            out.writeBytes(bytes);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
