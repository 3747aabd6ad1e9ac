package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.NodeScript;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MessagePack, compressed frames and chunks, spoken by clients in JavaScript. */
@ExtendWith(ArquillianExtension.class)
class WireIT {
    private static final String JSONL = "carillon.v1.jsonl";
    private static final String MSGPACK = "carillon.v1.msgpack";
    private static final int MIB = 1 << 20;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.chunk.size", "4096"));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void clientsOfText_withEveryOption_getEverything() throws Exception {
        NodeScript.run("wire.test.js", base);
    }

    @Test
    void clientsOfMessagePack_withEveryOption_getEverything() throws Exception {
        assumeTrue(Stream.of(System.getProperty("carillon.node.modules").split(File.pathSeparator))
                .anyMatch(modules -> new File(modules, "@msgpack/msgpack").isDirectory()),
                "npm is on the PATH, so that the build has fetched @msgpack/msgpack");
        NodeScript.run("msgpack.test.js", base);
    }

    @Test
    void messagePack_isNegotiated() {
        try (Client client = Client.to(base).dialect(MSGPACK).connect()) {
            assertThat(client.dialect()).isEqualTo(MSGPACK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {JSONL, MSGPACK})
    void compressedFrameOverTheMessageLimit_endsTheSessionAlone(String dialect) throws IOException {
        try (Client bystander = Client.to(base).dialect(JSONL).connect();
                Client client = Client.to(base, "?gzip=1").dialect(dialect).connect()) {
            byte[] bomb = gzip(new byte[60 * MIB]);
            assertThat(bomb.length).as("below the limit itself").isLessThan(65_536);
            client.send(bomb);

            assertThat(client.ended().code()).isEqualTo(1009);
            assertThat(bystander.untilPong()).allMatch(message -> message.contains("\"welcome\""));
        }
    }

    @Test
    void compressedFrameOfExactlyTheLimit_isRead() throws IOException {
        String ping = "{\"type\":\"ping\",\"id\":1}";
        try (Client client = Client.to(base, "?gzip=1").dialect(JSONL).connect()) {
            client.send(gzip(ping + " ".repeat(65_536 - ping.length())));
            assertThat(client.next("pong").getInt("id")).isEqualTo(1);
        }
    }

    @Test
    void tornCompressedFrame_isMalformed_andTheSessionStays() throws IOException {
        byte[] torn = gzip("{\"type\":\"ping\"}".repeat(100));
        torn[torn.length - 2] ^= 1;
        try (Client client = Client.to(base, "?gzip=1").dialect(JSONL).connect()) {
            client.send(torn);
            assertThat(client.next("error").getString("code")).isEqualTo("malformed");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void compressedFrameOfASessionThatOffersNothing_isContentAsEver() throws IOException {
        try (Client client = Client.to(base).dialect(JSONL).connect()) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"lobby\"}").next("subscribed");
            client.send(gzip("{\"type\":\"ping\"}"));
            assertThat(client.next("message").getString("encoding")).isEqualTo("base64");
        }
    }

    @Test
    void compressedFrameInParts_isOneMessage() throws IOException {
        byte[] frame = gzip("{\"type\":\"ping\",\"id\":\"in parts\"}");
        try (RawClient client = RawClient.open(base, "?gzip=1", "Sec-WebSocket-Protocol", JSONL)) {
            for (int i = 0; i < frame.length; i++) {
                client.frame(i == 0 ? RawClient.BINARY : RawClient.CONTINUATION, i == frame.length - 1,
                        new byte[] {frame[i]});
            }
            client.next("\"in parts\"");
        }
    }

    @Test
    void messagePackOverAPlainSocket_isInBinaryFrames() {
        try (RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", MSGPACK)) {
            byte[] welcome = client.next().payload();
            assertThat(new String(welcome, StandardCharsets.ISO_8859_1)).contains("welcome");
            byte[] ping = {(byte) 0x81, (byte) 0xa4, 't', 'y', 'p', 'e', (byte) 0xa4, 'p', 'i', 'n', 'g'};
            client.frame(RawClient.BINARY, true, ping);
            RawClient.Frame answer = client.next();
            assertThat(answer.opcode()).isEqualTo(RawClient.BINARY);
            assertThat(new String(answer.payload(), StandardCharsets.ISO_8859_1)).contains("pong");
        }
    }
}
