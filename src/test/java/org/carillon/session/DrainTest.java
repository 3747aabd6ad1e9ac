package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final ManualClock clock = new ManualClock();
    private final List<FakeTransport> sockets = new ArrayList<>();

    private Drain drain(String window, int sessions) {
        Settings settings = TestSettings.of("carillon.drain.window", window);
        SessionRegistry registry = new SessionRegistry(settings, event -> { }, new Metrics(), new MemoryUsers(clock));
        IntStream.range(0, sessions).forEach(i -> {
            FakeTransport socket = FakeTransport.later();
            sockets.add(socket);
            registry.open(new ClientSession("s" + i, Format.of(Dialect.JSONL), "::1", socket, settings, clock));
        });
        return new Drain(registry, settings);
    }

    private static long millis(Runnable work) {
        AtomicLong start = new AtomicLong(System.nanoTime());
        work.run();
        return Duration.ofNanos(System.nanoTime() - start.get()).toMillis();
    }

    @Test
    void run_openSessions_allAreToldOnce() {
        Drain drain = drain("40ms", 50);
        drain.run();
        drain.run();

        assertThat(sockets).allSatisfy(
                socket -> assertThat(socket.closes()).contains(Disconnect.SHUTDOWN).hasSizeLessThanOrEqualTo(2));
        assertThat(drain.draining()).isTrue();
    }

    @Test
    void draining_notRun_false() {
        assertThat(drain("0s", 1).draining()).isFalse();
    }

    @Test
    void run_manySessions_areSpreadOverTheWindow() {
        Drain drain = drain("400ms", 100);

        assertThat(millis(drain::run)).isBetween(300L, 5000L);
    }

    @Test
    void run_noSession_returnsAtOnce() {
        Drain drain = drain("10m", 0);

        assertThat(millis(drain::run)).isLessThan(5000);
    }

    @Test
    void run_interrupted_tellsAllAtOnceAndKeepsTheInterruption() {
        Drain drain = drain("10m", 100);
        Thread.currentThread().interrupt();
        long took = millis(drain::run);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(took).isLessThan(5000);
        assertThat(sockets).allSatisfy(
                socket -> assertThat(socket.closes()).containsExactly(Disconnect.SHUTDOWN));
    }

    @Test
    void run_clientDoesNotRead_isToldWithoutWaitingForIt() {
        Settings settings = TestSettings.of("carillon.drain.window", "0s");
        SessionRegistry registry = new SessionRegistry(settings, event -> { }, new Metrics(), new MemoryUsers(clock));
        FakeTransport socket = FakeTransport.later();
        ClientSession session = new ClientSession("s", Format.of(Dialect.JSONL), "::1", socket, settings, clock);
        registry.open(session);
        session.queue().offer(Frame.of("under way"));
        session.queue().offer(Frame.of("waits"));
        new Drain(registry, settings).run();

        assertThat(socket.closes()).containsExactly(Disconnect.SHUTDOWN);
    }
}
