package org.carillon.session;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.testing.TestSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Opening and closing a session beside 10,000 others: {@code src/bench/jmh.sh SessionRegistry}. */
@State(Scope.Thread)
public class SessionRegistryBenchmark {
    private static final int OTHERS = 10_000;

    private final Settings settings = TestSettings.of();
    private final Clock clock = Clock.systemUTC();
    private final SessionRegistry registry = new SessionRegistry(settings, event -> { }, new Metrics(),
            new MemoryUsers(clock));
    private int opened;

    /** Opens the others. */
    @Setup
    public void prepare() {
        for (int i = 0; i < OTHERS; i++) {
            open();
        }
    }

    private ClientSession open() {
        int number = opened++;
        ClientSession session = new ClientSession("session-" + number, Format.of(Dialect.JSONL), "127.0.0.1",
                new CountingTransport(false), settings, clock);
        registry.open(session);
        registry.signIn(session, new Identity("user-" + number, Optional.empty(), Map.of()));
        return session;
    }

    /** One session with a user of its own. */
    @Benchmark
    public int openedAndClosed() {
        registry.close(open(), 1000, "bye");
        return registry.count();
    }
}
