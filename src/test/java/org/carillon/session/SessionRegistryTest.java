package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.carillon.Identity;
import org.carillon.SessionEvent;
import org.carillon.UserStatus;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.limit.Limit;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private static final Identity ANNA = new Identity("anna", Optional.empty(), Map.of());
    private static final Identity BERT = new Identity("bert", Optional.empty(), Map.of());
    private static final String FAR = "10.0.0.1";

    private final ManualClock clock = new ManualClock();
    private final Settings settings = TestSettings.of("carillon.limits.sessions", "20",
            "carillon.limits.sessions.user", "2", "carillon.limits.sessions.address", "3");
    private final List<Object> events = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final MemoryUsers users = new MemoryUsers(clock);
    private final SessionRegistry registry = new SessionRegistry(settings, events::add, metrics, users);
    private int ids;

    private ClientSession session(String address) {
        return new ClientSession(
                "s" + ids++, Format.of(Dialect.JSON), address, FakeTransport.inline(), settings, clock);
    }

    private ClientSession opened(Identity identity) {
        ClientSession session = session("127.0.0.1");
        assertThat(registry.open(session)).isEmpty();
        assertThat(registry.signIn(session, identity)).isEmpty();
        return session;
    }

    @Test
    void full_manyAddressesOfOneNetwork_countAsOne() {
        IntStream.range(1, 4).forEach(i -> assertThat(registry.open(session("2001:db8:0:1:0:0:0:" + i))).isEmpty());

        assertThat(registry.full("2001:db8:0:1:9:9:9:9")).contains(Limit.ADDRESS);
        assertThat(registry.open(session("2001:db8:0:1:9:9:9:9"))).contains(Disconnect.LIMIT);
        assertThat(registry.full("2001:db8:0:2:0:0:0:1")).isEmpty();
        assertThat(registry.full("::1")).isEmpty();
    }

    @Test
    void full_asManySessionsAsAllowed_forEverybody() {
        IntStream.range(0, 20).forEach(i -> registry.open(session("127.0.0.1")));

        assertThat(registry.full("127.0.0.1")).contains(Limit.SESSIONS);
    }

    @Test
    void fullOf_userWithAsManySessionsAsAllowed_onlyThatOne() {
        opened(ANNA);
        assertThat(registry.fullOf("anna")).isFalse();
        opened(ANNA);

        assertThat(registry.fullOf("anna")).isTrue();
        assertThat(registry.fullOf("bert")).isFalse();
    }

    @Test
    void open_overTheLimitInAll_overloaded() {
        IntStream.range(0, 20).forEach(i -> assertThat(registry.open(session("127.0.0.1"))).isEmpty());

        assertThat(registry.open(session("127.0.0.1"))).contains(Disconnect.OVERLOADED);
    }

    @Test
    void open_overTheLimitOfAnAddress_limit() {
        IntStream.range(0, 3).forEach(i -> assertThat(registry.open(session(FAR))).isEmpty());

        assertThat(registry.open(session(FAR))).contains(Disconnect.LIMIT);
        assertThat(registry.open(session("10.0.0.2"))).as("another address").isEmpty();
    }

    @Test
    void open_manyFromLoopback_noLimitOfTheAddress() {
        IntStream.range(0, 10).forEach(i -> assertThat(registry.open(session("::1"))).isEmpty());
    }

    @Test
    void close_thenOpen_makesRoomAtTheAddress() {
        List<ClientSession> sessions = IntStream.range(0, 3).mapToObj(i -> session(FAR)).toList();
        sessions.forEach(registry::open);
        registry.close(sessions.get(0), 1000, "");

        assertThat(registry.open(session(FAR))).isEmpty();
        assertThat(registry.open(session(FAR))).contains(Disconnect.LIMIT);
    }

    @Test
    void signIn_overTheLimitOfAUser_limitAndOthersStay() {
        ClientSession first = opened(ANNA);
        ClientSession second = opened(ANNA);
        ClientSession third = session(FAR);
        registry.open(third);

        assertThat(registry.signIn(third, ANNA)).contains(Disconnect.LIMIT);
        assertThat(registry.of("anna")).containsExactly(first, second);
        assertThat(third.identity()).isEmpty();
    }

    @Test
    void signIn_renewed_keepsItsPlaceAlthoughTheUserIsAtTheLimit() {
        ClientSession first = opened(ANNA);
        opened(ANNA);
        Identity renewed = new Identity("anna", Optional.of(clock.instant()), Map.of());

        assertThat(registry.signIn(first, renewed)).isEmpty();
        assertThat(first.who()).isEqualTo(renewed);
        assertThat(registry.of("anna")).hasSize(2);
    }

    @Test
    void signIn_guestBecomesUser_isThatUserOnly() {
        ClientSession session = opened(Identity.guest("kim"));
        registry.signIn(session, ANNA);

        assertThat(registry.of("guest:kim")).isEmpty();
        assertThat(registry.of("anna")).containsExactly(session);
        assertThat(events).as("one opening, however often it signs in").containsExactly(
                new SessionEvent.Opened(session.id(), "guest:kim", session.address()),
                new SessionEvent.SignedIn(session.id(), "anna", "guest:kim"));
    }

    @Test
    void signIn_guestWhoseUserIsFull_staysGuest() {
        opened(ANNA);
        opened(ANNA);
        ClientSession guest = opened(Identity.guest("kim"));

        assertThat(registry.signIn(guest, ANNA)).contains(Disconnect.LIMIT);
        assertThat(registry.of("guest:kim")).containsExactly(guest);
    }

    @Test
    void signIn_firesOpenedWithUserAndAddress() {
        ClientSession session = opened(ANNA);

        assertThat(events).containsExactly(new SessionEvent.Opened(session.id(), "anna", "127.0.0.1"));
    }

    @Test
    void signIn_sessionHasEnded_leavesNothingBehind() {
        ClientSession session = session(FAR);
        registry.open(session);
        registry.close(session, 1006, "");

        assertThat(registry.signIn(session, ANNA)).isEmpty();
        assertThat(registry.of("anna")).isEmpty();
        assertThat(status("anna").online()).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void signIn_guestHasEnded_leavesNothingBehind() {
        ClientSession session = opened(Identity.guest("kim"));
        registry.close(session, 1006, "");
        registry.signIn(session, ANNA);

        assertThat(registry.of("anna")).isEmpty();
        assertThat(registry.of("guest:kim")).isEmpty();
    }

    @Test
    void close_twice_countsAndTellsOnce() {
        ClientSession session = opened(ANNA);
        opened(BERT);
        registry.close(session, 1001, "stale: no answer");
        registry.close(session, 1006, "");

        assertThat(registry.count()).isEqualTo(1);
        assertThat(events).last().isEqualTo(
                new SessionEvent.Closed(session.id(), "anna", 1001, "stale: no answer"));
        assertThat(events).hasSize(3);
    }

    @Test
    void close_neverOpened_withoutEffect() {
        registry.close(session(FAR), 1006, "");

        assertThat(registry.count()).isZero();
    }

    @Test
    void close_notSignedIn_tellsNobody() {
        ClientSession session = session(FAR);
        registry.open(session);
        registry.close(session, 1000, "");

        assertThat(events).isEmpty();
        assertThat(session.ended()).isTrue();
    }

    @Test
    void close_whoClosed_isCountedByReason() {
        ClientSession kicked = opened(ANNA);
        kicked.close(Disconnect.KICKED);
        registry.close(kicked, 1008, "");
        registry.close(opened(BERT), 1000, "");

        assertThat(metrics.scrape()).contains("carillon_sessions_closed_total{reason=\"kicked\"} 1.0")
                .contains("carillon_sessions_closed_total{reason=\"client\"} 1.0");
    }

    private UserStatus status(String user) {
        return users.status(user).toCompletableFuture().join();
    }

    @Test
    void status_online_isNowWithTheNumberOfSessions() {
        opened(ANNA);
        opened(ANNA);
        clock.advance(Duration.ofHours(1));

        assertThat(status("anna")).isEqualTo(new UserStatus("anna", 2, Optional.of(clock.instant())));
    }

    @Test
    void status_left_isWhenTheLastSessionClosed() {
        ClientSession session = opened(ANNA);
        Instant end = clock.instant();
        registry.close(session, 1000, "");
        clock.advance(Duration.ofHours(1));

        assertThat(status("anna")).isEqualTo(new UserStatus("anna", 0, Optional.of(end)));
    }

    @Test
    void status_neverSeen_offlineWithoutTime() {
        assertThat(status("nobody")).isEqualTo(new UserStatus("nobody", 0, Optional.empty()));
    }

    @Test
    void forEach_slices_visitEachSessionExactlyOnce() {
        IntStream.range(0, 20).forEach(i -> registry.open(session("127.0.0.1")));
        List<ClientSession> visited = new ArrayList<>();
        IntStream.range(0, Heartbeat.SLICES).forEach(i -> registry.forEach(i, Heartbeat.SLICES, visited::add));
        Set<ClientSession> all = new HashSet<>();
        registry.forEach(all::add);

        assertThat(visited).hasSize(20).containsExactlyInAnyOrderElementsOf(all);
    }
}
