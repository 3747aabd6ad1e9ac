package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions without WebSocket that nobody reads any more end, and those of living clients do not. */
@ExtendWith(ArquillianExtension.class)
class FallbackHeartbeatIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FILLER = "x".repeat(32 * 1024);
    /** 32 MiB: more than the sockets' buffers and Payara's own queue hold besides what may wait for a session. */
    private static final int MESSAGES = 1024;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.heartbeat.interval", "500ms", "carillon.heartbeat.timeout", "2s",
                "carillon.fallback.wait", "1s"));
    }

    @Test
    void pollerThatPollsNoMore_isStale_andItsNextPollIsToldSo() throws Exception {
        double stale = Meters.closed(base, "stale");
        Poller poller = Poller.open(base, "?user=silent");
        await().atMost(PATIENCE).until(() -> Meters.closed(base, "stale") > stale);
        assertThat(poller.ended().word()).isEqualTo("stale");
    }

    @Test
    void pollerThatOnlyPolls_stays() throws Exception {
        Poller poller = Poller.open(base, "?user=polls");
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < end) {
            poller.poll();
        }
        poller.send("{\"type\":\"ping\",\"id\":1}").next("pong");
    }

    @Test
    void streamWhoseClientDoesNotAnswerPings_isStale() throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=deaf")) {
            assertThat(streamer.ended().word()).isEqualTo("stale");
        }
    }

    @Test
    void streamWhoseClientAnswers_stays() throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=alive")) {
            for (int i = 0; i < 8; i++) {
                streamer.next("ping");
                streamer.send("{\"type\":\"pong\"}");
            }
            assertThat(streamer.open()).isTrue();
        }
    }

    @Test
    void streamThatIsNotRead_isClosedAsSlow() throws Exception {
        double slow = Meters.closed(base, "slow");
        int openingLines = 7;
        try (Streamer streamer = Streamer.open(openingLines, base, "?user=slow");
                Client publisher = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            streamer.send("{\"type\":\"subscribe\",\"channel\":\"open:slow\"}");
            for (int i = 1; i <= MESSAGES; i++) {
                publisher.send("{\"type\":\"publish\",\"id\":" + i + ",\"channel\":\"open:slow\",\"content\":\""
                        + FILLER + "\"}").reply("ack", Integer.toString(i));
                assertThat(i % 16 > 0 || streamer.alive() || i > 16).isTrue(); // or it would be taken for dead
            }
            await().atMost(PATIENCE).until(() -> !streamer.alive());
            assertThat(Meters.closed(base, "slow")).isEqualTo(slow + 1);
            streamer.read();
            assertThat(streamer.ended().code()).as("told, if it reads again soon enough").isIn(1008, 1006);
        }
    }
}
