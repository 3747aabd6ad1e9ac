package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
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
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryTicketStore;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {
    private static final Identity ANNA = new Identity("anna", Optional.empty(), Map.of("name", "Anna"));
    private static final int CAPACITY = 1000;
    private static final Duration LIFE = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final MemoryRevocations revocations = new MemoryRevocations(10, clock);
    private final Endings endings = new Endings(revocations, Settings.read(key -> Optional.empty()), clock);
    private final Tickets tickets = tickets(Settings.read(key -> Optional.empty()));

    private Tickets tickets(Settings settings) {
        return new Tickets(new MemoryTicketStore(CAPACITY, clock), endings, new Waiting(settings), settings, clock);
    }

    private String issue(Identity identity) {
        return tickets.issue(identity, Optional.empty());
    }

    private Optional<Identity> redeem(String ticket) {
        return tickets.redeem(ticket, Optional.empty());
    }

    @Test
    void redeem_issued_givesIdentity() {
        assertThat(redeem(issue(ANNA))).contains(ANNA);
    }

    @Test
    void redeem_secondTime_empty() {
        String ticket = issue(ANNA);
        redeem(ticket);

        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void redeem_severalTickets_eachItsOwnIdentity() {
        Identity bert = new Identity("bert", Optional.empty(), Map.of());
        String first = issue(ANNA);
        String second = issue(bert);

        assertThat(redeem(second)).contains(bert);
        assertThat(redeem(first)).contains(ANNA);
    }

    @Test
    void redeem_justBeforeEnd_givesIdentity() {
        String ticket = issue(ANNA);
        clock.advance(LIFE.minusMillis(1));

        assertThat(redeem(ticket)).contains(ANNA);
    }

    @Test
    void redeem_atEnd_empty() {
        String ticket = issue(ANNA);
        clock.advance(LIFE);

        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void redeem_settingOfLife_obeyed() {
        Settings settings = Settings.read(
                key -> Optional.of("5m").filter(value -> key.equals("carillon.auth.ticket.life")));
        Tickets longer = tickets(settings);
        String ticket = longer.issue(ANNA, Optional.empty());
        clock.advance(Duration.ofSeconds(299));

        assertThat(longer.redeem(ticket, Optional.empty())).contains(ANNA);
    }

    @Test
    void redeem_identityEndedMeanwhile_empty() {
        String ticket = issue(new Identity("anna", Optional.of(clock.instant().plusSeconds(5)), Map.of()));
        clock.advance(Duration.ofSeconds(5));

        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void redeem_anotherOrigin_emptyAndUsedUp() {
        Optional<String> own = Optional.of("https://portal.example");
        for (Optional<String> other : List.of(Optional.of("https://evil.example"), Optional.<String>empty())) {
            String ticket = tickets.issue(ANNA, own);

            assertThat(tickets.redeem(ticket, other)).isEmpty();
            assertThat(tickets.redeem(ticket, own)).isEmpty();
        }
        assertThat(tickets.redeem(tickets.issue(ANNA, own), own)).contains(ANNA);
    }

    @Test
    void redeem_issuedToNoOrigin_anyIsGood() {
        assertThat(tickets.redeem(issue(ANNA), Optional.of("https://portal.example"))).contains(ANNA);
    }

    @Test
    void redeem_httpSessionEndedMeanwhile_empty() {
        String ticket = issue(new Identity("anna", Optional.empty(), Map.of(), "http:1"));
        String other = issue(new Identity("anna", Optional.empty(), Map.of(), "http:2"));
        endings.loggedOut("http:1");
        clock.advance(LIFE.minusMillis(1));

        assertThat(redeem(ticket)).isEmpty();
        assertThat(redeem(other)).isPresent();
    }

    @Test
    void redeem_tokenRevokedMeanwhile_empty() {
        Identity.Token token = new Identity.Token("t1", Optional.of(clock.instant()));
        String ticket = issue(
                new Identity("anna", Optional.empty(), Map.of(), "", Set.of(), Optional.of(token)));
        revocations.add(Revocation.ofToken("t1", clock.instant().plusSeconds(60)));

        assertThat(redeem(ticket)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u0000", "../../etc/passwd"})
    void redeem_unknown_empty(String ticket) {
        issue(ANNA);

        assertThat(redeem(ticket)).isEmpty();
    }

    @Test
    void redeem_manyThreads_exactlyOneWins() throws Exception {
        String ticket = issue(ANNA);
        CountDownLatch start = new CountDownLatch(1);
        Callable<Optional<Identity>> redeem = () -> {
            start.await();
            return redeem(ticket);
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Identity>>> results =
                    IntStream.range(0, 8).mapToObj(i -> threads.submit(redeem)).toList();
            start.countDown();
            int winners = 0;
            for (Future<Optional<Identity>> result : results) {
                winners += result.get().isPresent() ? 1 : 0;
            }
            assertThat(winners).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void issue_repeated_unguessableAndFitForUrls() {
        Set<String> issued = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            issued.add(issue(ANNA));
        }

        assertThat(issued).hasSize(1000).allMatch(ticket -> ticket.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void issue_full_refused() {
        fill();

        assertThatThrownBy(() -> issue(ANNA))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT))
                .hasMessageContaining("30 s");
    }

    @Test
    void issue_fullThenOneUsed_roomForOne() {
        String ticket = issue(ANNA);
        fill(CAPACITY - 1);
        redeem(ticket);

        assertThat(redeem(issue(ANNA))).contains(ANNA);
    }

    @Test
    void issue_fullOfExpired_roomAgain() {
        fill();
        clock.advance(LIFE);
        fill();

        assertThatThrownBy(() -> issue(ANNA)).isInstanceOf(RefusedException.class);
    }

    @Test
    void issue_onlyOldestExpired_keepsTheOthers() {
        fill(CAPACITY - 1);
        clock.advance(LIFE.minusSeconds(1));
        String young = issue(ANNA);
        clock.advance(Duration.ofSeconds(1));
        issue(ANNA);

        assertThat(redeem(young)).contains(ANNA);
    }

    private void fill() {
        fill(CAPACITY);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            issue(ANNA);
        }
    }
}
