package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.carillon.Identity;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link TicketStore} must do. */
public abstract class TicketStoreContract {
    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Ticket GUEST = new Ticket(Identity.guest("kim"), Optional.empty());

    /** The time. */
    protected final ManualClock clock = new ManualClock();
    private TicketStore store;

    /** A store without tickets. */
    protected abstract TicketStore create();

    @BeforeEach
    void open() {
        store = create();
    }

    private boolean put(String hash, Ticket ticket) {
        return store.put(hash, ticket, LIFE).toCompletableFuture().join();
    }

    private Optional<Ticket> take(String hash) {
        return store.take(hash).toCompletableFuture().join();
    }

    @Test
    void take_put_givesTheWholeTicketOnce() {
        Identity user = new Identity("\u00e4nna \"1\"", Optional.of(clock.instant().plusNanos(5_000_001)),
                Map.of("name", "\u00c4nna", "a\"b", ""), "login-1", Set.of("editor", "r\u00e4t|1"),
                Optional.of(new Identity.Token("t\"1", Optional.of(clock.instant().plusNanos(7_000_000)))));
        Ticket anna = new Ticket(user, Optional.of("https://\u00e4.example:8443"));
        Ticket bert = new Ticket(new Identity("bert", Optional.empty(), Map.of(), "", Set.of(),
                Optional.of(Identity.Token.UNNAMED)), Optional.empty());

        assertThat(put("one", anna)).isTrue();
        assertThat(put("two", GUEST)).isTrue();
        assertThat(put("three", bert)).isTrue();
        assertThat(take("three")).contains(bert);
        assertThat(take("one")).contains(anna);
        assertThat(take("one")).isEmpty();
        assertThat(take("two")).contains(GUEST);
    }

    @Test
    void take_neverPut_empty() {
        assertThat(take("one")).isEmpty();
    }

    @Test
    void take_atTheEndOfItsLife_empty() {
        put("one", GUEST);
        put("two", GUEST);
        clock.advance(LIFE.minusMillis(1));
        assertThat(take("one")).isPresent();
        clock.advance(Duration.ofMillis(1));

        assertThat(take("two")).isEmpty();
    }

    @Test
    void take_manyThreads_exactlyOneGetsIt() throws Exception {
        put("one", GUEST);
        CountDownLatch start = new CountDownLatch(1);
        Callable<Optional<Ticket>> take = () -> {
            start.await();
            return take("one");
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Ticket>>> results =
                    IntStream.range(0, 8).mapToObj(i -> threads.submit(take)).toList();
            start.countDown();
            int winners = 0;
            for (Future<Optional<Ticket>> result : results) {
                winners += result.get().isPresent() ? 1 : 0;
            }
            assertThat(winners).isOne();
        } finally {
            threads.shutdownNow();
        }
    }
}
