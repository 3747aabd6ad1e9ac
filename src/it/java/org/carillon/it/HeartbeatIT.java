package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.TcpProxy;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dead are found in time, and the slow are not taken for dead. */
@ExtendWith(ArquillianExtension.class)
class HeartbeatIT {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** For the timer, which on Payara comes once a second at most, at the ping and at the end; and a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of(
                "carillon.heartbeat.interval", INTERVAL.toMillis() + "ms",
                "carillon.heartbeat.timeout", TIMEOUT.toMillis() + "ms",
                "carillon.outbound.bytes", "67108864",
                "carillon.outbound.pending", "67108864"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "carillon.v1.json", "carillon.v1.jsonl"})
    void halfOpenConnection_isFoundInIntervalAndTimeout(String dialect) throws Exception {
        double stale = Meters.closed(base, "stale");
        try (TcpProxy proxy = new TcpProxy(base.getPort())) {
            Client.Options options = Client.to(proxy.url(base), "?user=cut").silent();
            Client client = (dialect.isEmpty() ? options : options.dialect(dialect)).connect();
            client.next("welcome");
            long cutAt = System.nanoTime();
            proxy.cut();
            await().atMost(PATIENCE).until(() -> Meters.closed(base, "stale") == stale + 1);
            assertThat(Duration.ofNanos(System.nanoTime() - cutAt)).isBetween(
                    TIMEOUT, INTERVAL.plus(TIMEOUT).plus(SLACK));
            proxy.mend();
            assertThat(client.ended().code()).isEqualTo(1001);
            assertThat(client.ended().word()).isEqualTo("stale");
        }
    }

    @Test
    void halfOpenConnection_leavesItsChannels() throws Exception {
        try (TcpProxy proxy = new TcpProxy(base.getPort());
                Client watcher = Client.to(base).dialect("carillon.v1.json").connect();
                Client client = Client.to(proxy.url(base), "?user=gone").dialect("carillon.v1.jsonl").connect()) {
            watcher.send("{\"type\":\"subscribe\",\"channel\":\"room:cut\",\"presence\":true}").next("subscribed");
            client.send("{\"type\":\"subscribe\",\"channel\":\"room:cut\"}").next("subscribed");
            watcher.next(message -> message.startsWith("{\"type\":\"join\"") && message.contains("guest:gone"));
            proxy.cut();
            assertThat(watcher.next("leave").getJsonObject("member").getString("user")).isEqualTo("guest:gone");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "carillon.v1.json"})
    void clientThatAnswersPings_stays(String dialect) {
        Client.Options options = Client.to(base).silent();
        try (Client client = (dialect.isEmpty() ? options : options.dialect(dialect)).connect()) {
            client.next("welcome");
            client.pinged(4);
            assertThat(client.untilPong()).as("messages, of which pings are none here").isEmpty();
        }
    }

    @Test
    void clientOfLines_isAskedByMessage_andStaysWhenItAnswers() {
        try (Client client = Client.to(base).dialect("carillon.v1.jsonl").connect()) {
            client.next("welcome");
            client.askedByMessage(4);
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void clientOfLines_thatDoesNotAnswer_isStale() {
        try (Client client = Client.to(base).dialect("carillon.v1.jsonl").silent().connect()) {
            client.next("ping");
            assertThat(client.ended().code()).isEqualTo(1001);
            assertThat(client.ended().word()).isEqualTo("stale");
        }
    }

    @Test
    void clientThatTalksWithoutAnswering_isAlive() {
        try (Client client = Client.to(base).dialect("carillon.v1.jsonl").silent().connect()) {
            client.next("welcome");
            for (int i = 0; i < 4; i++) {
                client.next("ping");
                client.send("{\"type\":\"ping\",\"id\":" + i + '}').reply("pong", Integer.toString(i));
            }
        }
    }

    /**
     * What waits takes several times interval + timeout to arrive, and the answers to pings come late behind it. What
     * has left the server's view but not the machine (Payara keeps up to 8 MB) must arrive within the timeout.
     */
    @ParameterizedTest
    @ValueSource(strings = {"carillon.v1.json", "carillon.v1.jsonl"})
    void slowButLivingClient_isNotTakenForDead(String dialect) throws Exception {
        int messages = 1600;
        try (TcpProxy proxy = new TcpProxy(base.getPort());
                Client slow = Client.to(proxy.url(base), "?user=slow").dialect(dialect).connect();
                Client publisher = Client.to(base).connect()) {
            slow.send("{\"type\":\"subscribe\",\"channel\":\"open:far\"}").next("subscribed");
            proxy.throttle(8_000_000);
            long start = System.nanoTime();
            String message = "{\"type\":\"publish\",\"channel\":\"open:far\",\"content\":\""
                    + "x".repeat(32_000) + "\"}";
            for (int i = 0; i < messages; i++) {
                publisher.send(message);
            }
            for (int i = 0; i < messages; i++) {
                slow.next("message");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(INTERVAL.plus(TIMEOUT).multipliedBy(2));
            assertThat(slow.untilPong()).isEmpty();
        }
    }
}
