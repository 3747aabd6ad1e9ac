package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.carillon.it.kit.Bystander;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile and broken clients, over a plain socket. Each is answered as the protocol says, and after each of them the
 * server still serves one that was there before and one that comes after.
 */
@ExtendWith(ArquillianExtension.class)
class BadInputIT {
    private static final long MEGABYTE = 1024 * 1024;
    private static final String JSON = "carillon.v1.json";

    @ArquillianResource
    private URL base;

    private Bystander bystander;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
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

    private RawClient guest(String dialect) {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", dialect);
        client.next("\"welcome\"");
        return client;
    }

    private static String message(String content) {
        return "{\"type\":\"message\",\"id\":1,\"channel\":\"open:bad\",\"content\":" + content + '}';
    }

    private static void assertTooLarge(RawClient client) {
        Client.Ended ended = client.ended();
        assertThat(ended.code()).isEqualTo(1009);
        assertThat(ended.word()).isEqualTo("too large");
    }

    /** The bytes of all objects that are reachable: free of what only waits for the collector. */
    private static long liveBytes() throws Exception {
        String histogram = ServerProcess.find().jcmd("GC.class_histogram");
        var total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(histogram);
        assertThat(total.find()).as("a total in the histogram").isTrue();
        return Long.parseLong(total.group(1));
    }

    @Test
    void textThatIsNotUtf8_closesWith1007() {
        try (RawClient client = guest(JSON)) {
            client.frame(RawClient.TEXT, true, new byte[] {'h', 'i', (byte) 0xC3, (byte) 0x28});
            assertThat(client.ended().code()).isEqualTo(1007);
        }
    }

    @Test
    void textThatIsNotUtf8InALaterFragment_closesWith1007() {
        try (RawClient client = guest(JSON)) {
            client.frame(RawClient.TEXT, false, "{\"type\":\"chat\",\"content\":\"".getBytes(StandardCharsets.UTF_8));
            client.frame(RawClient.CONTINUATION, true, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'});
            assertThat(client.ended().code()).isEqualTo(1007);
        }
    }

    @Test
    void textThatIsNotJsonAfterABrace_isMalformed() {
        try (RawClient client = guest(JSON)) {
            assertThat(client.text("{not json}").next("\"error\"")).contains("\"code\":\"malformed\"");
            client.text("ping").next("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void jsonOfDepth10000_isMalformed(String open) {
        String close = open.equals("[") ? "]" : "}";
        String deep = open.repeat(10_000) + "1" + close.repeat(10_000);
        try (RawClient client = guest(JSON)) {
            assertThat(client.text(message(deep)).next("\"error\"")).contains("\"code\":\"malformed\"");
            assertThat(client.text("{\"a\":" + deep + '}').next("\"error\"")).contains("\"code\":\"malformed\"");
            assertThat(client.text(message(open.repeat(10_000))).next("\"error\"")).contains("\"code\":\"malformed\"");
            client.text("ping").next("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.TEXT, RawClient.BINARY})
    void frameOf100Megabytes_isRefused_andTakesNoMemory(int opcode) throws Exception {
        long before = liveBytes();
        try (RawClient client = guest(JSON)) {
            CompletableFuture<Void> sending = sendUntilCut(client, opcode, 100 * MEGABYTE);
            assertThat(client.ended().code()).isEqualTo(closeCodeOfAHugeFrame());
            assertThat(liveBytes() - before).isLessThan(16 * MEGABYTE);
            client.close();
            sending.join();
        }
    }

    /**
     * Tyrus keeps a frame until it is whole. One that does not fit its buffer of 1 MiB ends the session with 1011
     * "Buffer overflow.", without asking the endpoint. Smaller ones get 1009 on Payara too.
     */
    private static int closeCodeOfAHugeFrame() {
        return ServerProcess.isPayara() ? 1011 : 1009;
    }

    private static CompletableFuture<Void> sendUntilCut(RawClient client, int opcode, long length) {
        byte[] part = "x".repeat(65_536).getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                client.write(RawClient.head(opcode, true, length));
                for (long sent = 0; sent < length; sent += part.length) {
                    client.write(part);
                }
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageMatching(".*(Broken pipe|Connection reset|[Ss]ocket (is )?closed).*");
            }
        });
    }

    @Test
    void frameThatAnnouncesAGigabyte_takesNoMemory() throws Exception {
        long before = liveBytes();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = guest(JSON);
            client.write(RawClient.head(RawClient.TEXT, true, 1024 * MEGABYTE)).write("{\"type\":".getBytes());
            clients.add(client);
        }
        bystander.assertServed();
        assertThat(liveBytes() - before).isLessThan(32 * MEGABYTE);
        clients.forEach(RawClient::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.TEXT, RawClient.BINARY})
    void messageOverTheLimit_inSmallFragments_closesWith1009(int opcode) {
        byte[] part = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
        try (RawClient client = guest(JSON)) {
            client.frame(opcode, false, part);
            // Undertow hands on binary parts in steps of 16 KiB, so it is noticed that much later.
            for (int i = 0; i < 100; i++) {
                client.frame(RawClient.CONTINUATION, false, part);
            }
            assertTooLarge(client);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.TEXT, RawClient.BINARY})
    void messageOverTheLimit_inOneFrame_closesWith1009(int opcode) {
        try (RawClient client = guest(JSON)) {
            client.frame(opcode, true, "x".repeat(65_537).getBytes(StandardCharsets.UTF_8));
            assertTooLarge(client);
        }
    }

    @Test
    void messageOverTheLimit_inBytesButNotInCharacters_closesWith1009() {
        try (RawClient client = guest(JSON)) {
            client.text("€".repeat(65_536 / 3 + 1));
            assertTooLarge(client);
        }
    }

    @Test
    void objectOfAMillionKeys_isRefusedAsTooLarge() {
        StringBuilder keys = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 1_000_000; i++) {
            keys.append(",\"").append(i).append("\":0");
        }
        byte[] bytes = keys.append('}').toString().getBytes(StandardCharsets.UTF_8);
        try (RawClient client = guest(JSON)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.frame(RawClient.TEXT, true, bytes);
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageMatching(".*(Broken pipe|Connection reset|[Ss]ocket (is )?closed).*");
                }
            });
            assertThat(client.ended().code()).isEqualTo(closeCodeOfAHugeFrame());
            client.close();
            sending.join();
        }
    }

    @Test
    void commandOfThousandsOfKeys_isMalformed() {
        StringBuilder keys = new StringBuilder("{\"type\":\"ping\"");
        for (int i = 0; i < 5000; i++) {
            keys.append(",\"").append(i).append("\":0");
        }
        try (RawClient client = guest(JSON)) {
            assertThat(client.text(keys + "}").next("\"error\"")).contains("\"code\":\"malformed\"");
            client.text("ping").next("pong");
        }
    }

    @Test
    void fieldsOfWrongTypes_areMalformed() {
        try (RawClient client = guest(JSON)) {
            for (String command : List.of("{\"type\":7}", "{\"type\":\"subscribe\",\"channel\":[]}",
                    "{\"type\":\"ping\",\"id\":{}}", "{\"type\":\"publish\",\"channel\":1,\"content\":1}")) {
                assertThat(client.text(command).next("\"error\"")).contains("\"code\":\"malformed\"");
            }
            client.text("ping").next("pong");
        }
    }

    @Test
    void unknownType_isRefusedWithoutRepeatingAllOfIt() {
        try (RawClient client = guest(JSON)) {
            String error = client.text("{\"type\":\"" + "x".repeat(60_000) + "\"}").next("\"error\"");
            assertThat(error).contains("\"code\":\"unknown_type\"").hasSizeLessThan(300);
            client.text("ping").next("pong");
        }
    }

    @Test
    void binaryInAJsonDialect_isAMessageToTheDefaultChannel() {
        byte[] bytes = {0, (byte) 0xFF, '{', 1};
        try (RawClient client = guest(JSON); RawClient bare = guest("")) {
            client.frame(RawClient.BINARY, true, bytes);
            assertThat(client.next("\"error\"")).contains("\"code\":\"not_subscribed\"");
            client.text("{\"type\":\"subscribe\",\"channel\":\"lobby\"}").next("\"subscribed\"");
            client.frame(RawClient.BINARY, true, bytes);
            assertThat(bare.next("\"message\"")).contains("\"sender\":\"guest:")
                    .endsWith(",\"content\":\"" + Base64.getEncoder().encodeToString(bytes)
                            + "\",\"encoding\":\"base64\"}");
        }
    }

    @Test
    void publishWithoutSubscribing_isRefused() {
        try (RawClient client = guest(JSON)) {
            String publish = "{\"type\":\"publish\",\"id\":1,\"channel\":\"" + Bystander.CHANNEL
                    + "\",\"content\":\"intruder\"}";
            assertThat(client.text(publish).next("\"error\"")).contains("\"code\":\"not_subscribed\"", "\"id\":1");
        }
    }
}
