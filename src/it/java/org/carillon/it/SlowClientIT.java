package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.StreamReader;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that never reads costs neither the others a message nor the server its memory, which is 512 MiB here. */
@ExtendWith(ArquillianExtension.class)
class SlowClientIT {
    private static final int MESSAGE_BYTES = 32 * 1024;
    private static final int MEGABYTES = Integer.getInteger("carillon.slow.megabytes", 640);
    private static final int READERS = 10;
    /** How many messages the slowest reader may be behind the publisher: half of what may wait for a session. */
    private static final int WINDOW = 16;
    /** Less than a twentieth of what is published. */
    private static final long FLAT_KILOBYTES = 24 * 1024;
    private static final String FILLER = "x".repeat(MESSAGE_BYTES);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client paused(String channel) {
        Client client = Client.to(base).dialect("carillon.v1.json").paused().connect();
        client.read(1).next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").read(1).next("subscribed");
        return client;
    }

    private static String publish(String channel, String id) {
        return "{\"type\":\"publish\"" + id + ",\"channel\":\"" + channel + "\",\"content\":\"" + FILLER + "\"}";
    }

    @Test
    void clientThatNeverReads_isClosedAsSlow_whileOthersGetEveryMessage() throws Exception {
        int messages = MEGABYTES * 1024 * 1024 / MESSAGE_BYTES;
        double closed = Meters.closed(base, "slow");
        ServerProcess server = ServerProcess.find();
        List<StreamReader> readers = new ArrayList<>();
        try (Client slow = paused("open:slow"); Client publisher = Client.to(base).connect()) {
            for (int i = 0; i < READERS; i++) {
                readers.add(new StreamReader(base, "open:slow", MESSAGE_BYTES));
            }
            // The containers' threads keep buffers once they have sent something: these are there after the first part.
            stream(publisher, readers, messages / 10);
            long before = server.liveKilobytes();
            stream(publisher, readers, messages - messages / 10);
            assertThat(readers).allSatisfy(reader -> assertThat(reader.offset()).isEqualTo(messages));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.closed(base, "slow")).isEqualTo(closed + 1));
            assertThat(server.liveKilobytes() - before).as("growth of the heap in KiB").isLessThan(FLAT_KILOBYTES);
            assertThat(slow.read(Long.MAX_VALUE).ended().code()).as("WildFly has cut it off by now").isIn(1008, 1006);
        } finally {
            for (StreamReader reader : readers) {
                reader.close();
            }
        }
    }

    /** Publishes so many messages, at most {@link #WINDOW} ahead of the slowest reader. */
    private static void stream(Client publisher, List<StreamReader> readers, int messages) throws Exception {
        String message = publish("open:slow", "");
        for (int i = 0; i < messages + WINDOW; i++) {
            if (i < messages) {
                publisher.send(message);
            }
            if (i >= WINDOW) {
                for (StreamReader reader : readers) {
                    assertThat(reader.awaitNext()).as("the next message comes; failure: %s", reader.failure()).isTrue();
                }
            }
        }
        assertThat(readers).extracting(StreamReader::failure).containsOnly("");
    }

    @Test
    void slowClient_thatReadsAgainSoon_isToldWhy() throws Exception {
        double closed = Meters.closed(base, "slow");
        try (Client slow = paused("open:late"); Client publisher = Client.to(base).connect()) {
            for (int i = 1; i <= 640; i++) {
                publisher.send(publish("open:late", ",\"id\":" + i)).reply("ack", i + ",");
            }
            Client.Ended ended = slow.read(Long.MAX_VALUE).ended();
            assertThat(ended.code()).isEqualTo(1008);
            assertThat(ended.word()).isEqualTo("slow");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.closed(base, "slow")).isEqualTo(closed + 1));
        }
    }

    @Test
    void clientThatNeverReads_whereOnlyTheLatestCounts_isSparedTheRest() throws Exception {
        int messages = 2000;
        ServerProcess server = ServerProcess.find();
        try (Client slow = paused("metric:slow"); Client publisher = Client.to(base).connect()) {
            long before = server.liveKilobytes();
            for (int i = 1; i <= messages; i++) {
                publisher.send(publish("metric:slow", ",\"id\":" + i)).reply("ack", i + ",");
            }
            assertThat(server.liveKilobytes() - before).as("growth of the heap in KiB").isLessThan(FLAT_KILOBYTES);
            assertThat(slow.open()).isTrue();
            List<Long> offsets = offsets(slow.read(Long.MAX_VALUE), messages);
            assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSizeLessThan(messages / 2);
        }
    }

    /** The offsets of all messages up to the one of the given offset. */
    private static List<Long> offsets(Client client, long last) {
        List<Long> offsets = new ArrayList<>();
        do {
            JsonObject message = client.next("message");
            offsets.add(message.getJsonNumber("offset").longValue());
        } while (offsets.get(offsets.size() - 1) < last);
        return offsets;
    }
}
