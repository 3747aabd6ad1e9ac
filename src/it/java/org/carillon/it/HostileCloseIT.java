package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URL;
import java.time.Duration;
import org.carillon.it.kit.Flood;
import org.carillon.it.kit.Honest;
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

/** Clients that were closed and do not go: their connections are cut. */
@ExtendWith(ArquillianExtension.class)
class HostileCloseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

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

    /** A client that was closed for its many mistakes, and has read that. */
    private RawClient closed() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
        client.write(Flood.frames(21, RawClient.TEXT, true, "{"));
        assertThat(client.ended().code()).isEqualTo(1008);
        return client;
    }

    /** A client that broke the protocol, and has read that it was closed for it. */
    private RawClient broken() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
        client.write((byte) 0x83, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(client.ended().code()).isEqualTo(1002);
        return client;
    }

    @Test
    void clientsThatDoNotAnswerTheClose_orSendAByteNowAndThen_areCut() {
        try (RawClient silent = closed(); RawClient broken = broken(); RawClient dripping = closed()) {
            dripping.write(RawClient.head(RawClient.TEXT, true, 1000));
            assertThatThrownBy(() -> await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                dripping.write((byte) 'x');
                return false;
            })).isInstanceOf(UncheckedIOException.class);
            silent.cut();
            broken.cut();
        }
    }

    @Test
    void clientThatGoesOnSending_isReadNoMore_andCut() {
        RawClient client = closed();
        byte[] chats = Flood.frames(100, RawClient.TEXT, true,
                "{\"type\":\"chat\",\"content\":\"" + "x".repeat(1000) + "\"}");
        try (Flood flood = Flood.of(client, chats)) {
            honest.assertServed();
            await().atMost(PATIENCE).until(flood::cut);
            // 64 KiB are read; the rest is what the buffers of both sockets hold.
            assertThat(flood.written()).isLessThan(32L * 1024 * 1024);
        }
    }

    @Test
    void clientThatAnswersTheClose_isGoneAtOnce() {
        long start = System.nanoTime();
        try (RawClient client = closed()) {
            client.frame(RawClient.CLOSE, true, new byte[] {0x03, (byte) 0xF0}).cut();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
}
