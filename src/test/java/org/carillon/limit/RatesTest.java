package org.carillon.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();

    private HandshakeRate handshakes(String perSecond, String burst) {
        return new HandshakeRate(TestSettings.of("carillon.limits.handshakes", perSecond,
                "carillon.limits.handshakes.burst", burst), clock);
    }

    private static void takes(HandshakeRate rate, String address, int times) {
        IntStream.range(0, times).forEach(i -> assertThat(rate.take(address)).isZero());
    }

    @Test
    void take_burstUsedUp_waitsAndGoesOnAtTheRate() {
        HandshakeRate rate = handshakes("2", "3");
        takes(rate, "192.0.2.1", 3);

        assertThat(rate.take("192.0.2.1")).isEqualTo(Duration.ofMillis(500));
        takes(rate, "192.0.2.2", 1);
        clock.advance(SECOND);
        takes(rate, "192.0.2.1", 2);
        assertThat(rate.take("192.0.2.1")).isPositive();
    }

    @Test
    void take_addressesOfOneNetwork_areOneClient() {
        HandshakeRate rate = handshakes("1", "1");
        takes(rate, "2001:db8:0:1:0:0:0:1", 1);

        assertThat(rate.take("2001:db8:0:1:0:0:0:2")).isPositive();
        takes(rate, "2001:db8:0:2:0:0:0:1", 1);
    }

    @Test
    void take_thisMachineOrNoLimit_always() {
        takes(handshakes("1", "1"), "127.0.0.1", 100);
        takes(handshakes("0", "1"), "192.0.2.1", 100);
    }

    @Test
    void take_moreKeysThanAreKept_memoryStaysBoundedAndKeysThatRestGoFirst() {
        Buckets buckets = new Buckets(clock, 100);
        IntStream.range(0, 60).forEach(i -> buckets.take("resting" + i, 1, 1));
        clock.advance(SECOND);
        IntStream.range(0, 40).forEach(i -> buckets.take("busy" + i, 1, 1));
        buckets.take("one more", 1, 1);

        assertThat(buckets.size()).isEqualTo(41);
        assertThat(buckets.take("busy0", 1, 1)).as("not forgotten").isPositive();
        IntStream.range(0, 10_000).forEach(i -> buckets.take("flood" + i, 1, 1));
        assertThat(buckets.size()).isLessThanOrEqualTo(100);
    }

    private SessionRate session(String... settings) {
        return new SessionRate(TestSettings.of(settings), "192.0.2.1", clock);
    }

    @Test
    void command_fiveSecondsWorthAtOnce_thenTheRate() {
        SessionRate rate = session("carillon.limits.commands", "10");
        IntStream.range(0, 50).forEach(i -> assertThat(rate.command()).isTrue());

        assertThat(rate.command()).isFalse();
        assertThat(rate.retryAfter(Limit.COMMANDS)).isBetween(Duration.ofMillis(900), SECOND.plusMillis(1));
        clock.advance(SECOND);
        IntStream.range(0, 10).forEach(i -> assertThat(rate.command()).isTrue());
        assertThat(rate.command()).isFalse();
    }

    @Test
    void ended_tooManyBytes_onlyThatMessageIsRefused() {
        SessionRate rate = session("carillon.limits.bytes", "1000", "carillon.limits.message", "1024",
                "carillon.chunk.bytes", "1024");
        rate.arrived(5000);
        assertThat(rate.ended()).isFalse();
        rate.arrived(1);
        rate.arrived(0);

        assertThat(rate.ended()).isTrue();
        assertThat(rate.ended()).isFalse();
        assertThat(rate.retryAfter(Limit.BYTES)).isBetween(Duration.ofMillis(900), SECOND.plusMillis(1));
        clock.advance(SECOND);
        rate.arrived(1000);
        assertThat(rate.ended()).isFalse();
    }

    @Test
    void ended_largestCommandInParts_alwaysFits() {
        SessionRate rate = session("carillon.limits.bytes", "1");
        rate.arrived(16 * 1024 * 1024 / 3 * 4 + 100_000);

        assertThat(rate.ended()).isFalse();
    }

    @Test
    void arrived_highestRatesAllowed_areCounted() {
        SessionRate rate = session("carillon.limits.bytes", "1000000000", "carillon.limits.commands", "10000000");
        rate.arrived(1);

        assertThat(rate.ended()).isFalse();
        assertThat(rate.command()).isTrue();
        takes(handshakes("10000000", "10000000"), "192.0.2.1", 2);
    }

    @Test
    void command_noLimits_always() {
        SessionRate none = session("carillon.limits.commands", "0", "carillon.limits.bytes", "0");
        SessionRate demo = new SessionRate(TestSettings.of("carillon.demo", "true"), "127.0.0.1", clock);
        for (SessionRate rate : new SessionRate[] {none, demo}) {
            IntStream.range(0, 10_000).forEach(i -> assertThat(rate.command()).isTrue());
            rate.arrived(Integer.MAX_VALUE);
            assertThat(rate.ended()).isFalse();
        }
        SessionRate guest = new SessionRate(TestSettings.of("carillon.demo", "true"), "192.0.2.1", clock);
        IntStream.range(0, 1000).forEach(i -> assertThat(guest.command()).isTrue());
        assertThat(guest.command()).as("from elsewhere the demo has limits").isFalse();
    }
}
