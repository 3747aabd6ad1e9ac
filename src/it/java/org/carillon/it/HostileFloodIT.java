package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Flood;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Frame;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send without pause what costs the server more than them, with the limits as they are by default. */
@ExtendWith(ArquillianExtension.class)
class HostileFloodIT {
    private static final String JSON = "carillon.v1.json";
    /** Five seconds' worth of commands. */
    private static final int BURST = 1000;

    @ArquillianResource
    private URL base;

    private Honest honest;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.limits.commands", "200", "carillon.limits.bytes", "1048576"));
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
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", JSON);
        client.next("\"welcome\"");
        return client;
    }

    /** What comes until the session is closed as too fast. */
    private static List<Frame> untilClosedAsTooFast(RawClient client) {
        List<Frame> frames = new ArrayList<>();
        Frame frame = client.next();
        for (; frame.opcode() != RawClient.CLOSE; frame = client.next()) {
            frames.add(frame);
        }
        assertThat(frame.payload()).startsWith((byte) 0x03, (byte) 0xF0);
        assertThat(frame.text().substring(2)).startsWith("rate: ");
        return frames;
    }

    @Test
    void pings_countAsCommands_andOnlySoManyAreAnswered() throws Exception {
        double refused = Meters.value(base, "carillon_limits_refused_total{limit=\"commands\"}");
        RawClient client = guest();
        try (Flood flood = Flood.of(client, Flood.frames(500, RawClient.PING, true, "still there?"))) {
            List<Frame> answers = untilClosedAsTooFast(client);
            assertThat(answers).allMatch(frame -> frame.opcode() == RawClient.PONG)
                    .hasSizeBetween(BURST, 2 * BURST);
            honest.assertServed();
            assertThat(flood.written()).isPositive();
        }
        assertThat(Meters.value(base, "carillon_limits_refused_total{limit=\"commands\"}")).isGreaterThan(refused);
    }

    @Test
    void pongsThatNobodyAskedFor_countToo() {
        RawClient client = guest();
        try (Flood flood = Flood.of(client, Flood.frames(500, RawClient.PONG, true, "here!"))) {
            assertThat(untilClosedAsTooFast(client)).isEmpty();
            honest.assertServed();
            assertThat(flood.written()).isPositive();
        }
    }

    @Test
    void pingsWithinTheLimit_areAnsweredAsEver() {
        try (RawClient client = guest()) {
            for (int i = 0; i < 50; i++) {
                client.frame(RawClient.PING, true, ("ping-" + i).getBytes(StandardCharsets.UTF_8));
                Frame pong = client.next();
                assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
                assertThat(pong.text()).isEqualTo("ping-" + i);
            }
        }
    }

    @Test
    void subscribingAndUnsubscribingWithoutEnd_isClosedAsTooFast_andLeavesNoChannel() throws Exception {
        double channels = Meters.value(base, "carillon_channels");
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            pairs.writeBytes(command("subscribe", i));
            pairs.writeBytes(command("unsubscribe", i));
        }
        RawClient client = guest();
        try (Flood flood = Flood.of(client, pairs.toByteArray())) {
            List<Frame> answers = untilClosedAsTooFast(client);
            assertThat(answers).filteredOn(frame -> frame.text().contains("\"too_many\"")).hasSizeBetween(20, 21);
            honest.assertServed();
            assertThat(flood.written()).isPositive();
        }
        assertThat(Meters.value(base, "carillon_channels")).isEqualTo(channels);
    }

    private static byte[] command(String type, int number) {
        return Flood.frames(1, RawClient.TEXT, true,
                "{\"type\":\"" + type + "\",\"id\":1,\"channel\":\"room:bomb-" + number + "\"}");
    }

    @Test
    void messageOfEmptyFragmentsWithoutEnd_isTooLarge() {
        RawClient client = guest().frame(RawClient.TEXT, false, "{".getBytes(StandardCharsets.UTF_8));
        try (Flood flood = Flood.of(client, Flood.frames(1000, RawClient.CONTINUATION, false, ""))) {
            Client.Ended ended = client.ended();
            assertThat(ended.code()).isEqualTo(1009);
            honest.assertServed();
            assertThat(flood.written()).isPositive();
        }
    }

    @Test
    void messageOfTinyFragments_isWhole_ifTheyAreNotTooMany() {
        String ping = "{\"type\":\"ping\",\"id\":\"" + "p".repeat(40) + "\"}";
        try (RawClient client = guest()) {
            for (int i = 0; i < ping.length(); i++) {
                byte[] part = {(byte) ping.charAt(i)};
                client.frame(i == 0 ? RawClient.TEXT : RawClient.CONTINUATION, false, part);
            }
            client.frame(RawClient.CONTINUATION, true, new byte[0]);
            assertThat(client.next("\"pong\"")).contains("ppp");
        }
    }
}
