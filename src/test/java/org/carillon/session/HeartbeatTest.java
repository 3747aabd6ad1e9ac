package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.carillon.Identity;
import org.carillon.audit.Audit;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.limit.Refusals;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.protocol.ServerMessage;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** With the defaults: interval 25 s, timeout 10 s, sign-in 10 s, stall and skew 30 s. */
class HeartbeatTest {
    private static final Identity ANNA = new Identity("anna", Optional.empty(), Map.of());

    private final ManualClock clock = new ManualClock();
    private final Settings settings = TestSettings.of();
    private final Metrics metrics = new Metrics();
    private final SessionRegistry registry = new SessionRegistry(settings, event -> { }, new Metrics(),
            new MemoryUsers(clock));
    private final MemoryRevocations revocations = new MemoryRevocations(10, clock);
    private final Endings endings = new Endings(revocations, settings, clock);
    private final Heartbeat heartbeat = new Heartbeat(
            registry, settings, new Refusals(metrics, clock, Audit.off()), endings, clock);
    private final FakeTransport socket = FakeTransport.later();

    private ClientSession open(Dialect dialect) {
        ClientSession session = new ClientSession("s", Format.of(dialect), "::1", socket, settings, clock);
        registry.open(session);
        return session;
    }

    private ClientSession signedIn(Dialect dialect) {
        ClientSession session = open(dialect);
        registry.signIn(session, ANNA);
        return session;
    }

    /** Lets so much time pass, with a beat each second, which is seldom: it visits all. */
    private void pass(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            heartbeat.beat();
        }
    }

    /** Lets so much time pass while the client gives a sign of life each second. */
    private void passHearing(ClientSession session, Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            session.heard(clock.millis());
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void beat_silentJsonSession_getsAWebSocketPingThenIsStale() {
        signedIn(Dialect.JSON);
        pass(Duration.ofSeconds(26));
        assertThat(socket.pings()).isEqualTo(1);
        assertThat(socket.frames()).isEmpty();
        pass(Duration.ofSeconds(11));

        assertThat(socket.closes()).containsOnly(Disconnect.STALE);
    }

    @Test
    void beat_notSignedInInTime_isClosedAndCountedOnce() {
        ClientSession session = new ClientSession("late", Format.of(Dialect.JSON), "::1", socket, settings, clock);
        registry.open(session);
        for (int second = 0; second < 12; second++) {
            pass(Duration.ofSeconds(1));
        }

        assertThat(socket.closes()).containsOnly(Disconnect.UNAUTHENTICATED);
        assertThat(metrics.scrape()).contains("carillon_limits_refused_total{limit=\"auth.timeout\"} 1.0");
    }

    @Test
    void beat_silentMessagePackSession_getsAPingMessage() {
        signedIn(Dialect.MSGPACK);
        pass(Duration.ofSeconds(26));

        assertThat(socket.frames()).singleElement().satisfies(frame -> assertThat(frame.data())
                .isEqualTo(Dialect.MSGPACK.encode(new ServerMessage.Ping()).data()));
        assertThat(socket.pings()).isZero();
    }

    @Test
    void beat_silentJsonlSession_getsAPingMessageThenIsStale() {
        signedIn(Dialect.JSONL);
        pass(Duration.ofSeconds(26));
        assertThat(socket.texts()).containsExactly("{\"type\":\"ping\"}");
        socket.complete();
        assertThat(socket.pings()).isZero();
        pass(Duration.ofSeconds(11));

        assertThat(socket.closes()).containsOnly(Disconnect.STALE);
    }

    @Test
    void beat_clientAnswers_staysOpen() {
        ClientSession session = signedIn(Dialect.BARE);
        int answered = 0;
        for (int second = 0; second < 300; second++) {
            pass(Duration.ofSeconds(1));
            if (socket.pings() > answered) {
                answered = socket.pings();
                session.heard(clock.millis());
            }
        }

        assertThat(socket.closes()).isEmpty();
        assertThat(answered).as("a ping each 25 s").isBetween(10, 13);
    }

    @Test
    void beat_notSignedInInTime_unauthenticated() {
        open(Dialect.JSON);
        pass(Duration.ofSeconds(10));
        assertThat(socket.closes()).isEmpty();
        pass(Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
    }

    @Test
    void beat_tokenExpired_closedAfterTheSkew() {
        ClientSession session = open(Dialect.JSON);
        registry.signIn(session, new Identity("anna", Optional.of(clock.instant().plusSeconds(5)), Map.of()));
        passHearing(session, Duration.ofSeconds(34));
        assertThat(socket.closes()).isEmpty();
        pass(Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.EXPIRED);
    }

    @Test
    void beat_tokenWasRevokedWhileTheSessionSignedIn_closed() {
        ClientSession session = open(Dialect.JSON);
        revocations.add(Revocation.ofToken("t1", clock.instant().plusSeconds(60)));
        registry.signIn(session, new Identity("anna", Optional.empty(), Map.of(), "", Set.of(),
                Optional.of(new Identity.Token("t1", Optional.empty()))));
        pass(Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
    }

    @Test
    void beat_httpSessionEndedWhileTheSessionOpened_logout() {
        ClientSession session = open(Dialect.JSON);
        session.under("http:1");
        endings.loggedOut("http:2");
        passHearing(session, Duration.ofSeconds(1));
        assertThat(socket.closes()).isEmpty();
        endings.loggedOut("http:1");
        pass(Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.LOGOUT);
    }

    @Test
    void beat_queueDoesNotMove_slowAfterTheStall() {
        ClientSession session = signedIn(Dialect.JSONL);
        session.queue().offer(Frame.of("never leaves"));
        passHearing(session, Duration.ofSeconds(30));
        assertThat(socket.closes()).isEmpty();
        passHearing(session, Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.SLOW);
    }

    @Test
    void beat_queueMovesSlowlyAndPongsAreStuck_isNotStale() {
        ClientSession session = signedIn(Dialect.JSONL);
        for (int second = 0; second < 120; second++) {
            session.queue().offer(Frame.of("frame"));
            if (second % 8 == 0) {
                socket.complete();
                session.queue().offer(Frame.of("more"));
            }
            pass(Duration.ofSeconds(1));
        }

        assertThat(socket.closes()).isEmpty();
    }

    @Test
    void beat_stuckClientIsOfferedMore_isStaleAllTheSame() {
        ClientSession session = signedIn(Dialect.JSON);
        for (int second = 0; second < 37; second++) {
            session.queue().offer(Frame.of("never leaves"));
            pass(Duration.ofSeconds(1));
        }

        assertThat(socket.closes()).as("offering is no sign of life").isNotEmpty();
    }

    @Test
    void beat_subscribesAfterAnHourOfSilence_isNotTakenForStalled() {
        ClientSession session = signedIn(Dialect.JSON);
        passHearing(session, Duration.ofHours(1));
        Feed feed = new Feed();
        session.queue().offer(feed, List.of(Frame.of("held")));
        session.queue().start(feed, List.of(Frame.of("subscribed")));
        heartbeat.beat();

        assertThat(socket.closes()).isEmpty();
    }

    @Test
    void beat_closingButTheLastWordsDoNotLeave_closedAnyway() {
        ClientSession session = signedIn(Dialect.JSONL);
        session.queue().offer(Frame.of("never leaves"));
        session.queue().offer(Frame.of("waits"));
        session.close(Disconnect.KICKED);
        pass(Duration.ofSeconds(5));
        assertThat(socket.closes()).isEmpty();
        pass(Duration.ofSeconds(1));

        assertThat(socket.closes()).containsExactly(Disconnect.KICKED);
    }

    @Test
    void beat_sendFailedButTheContainerKeepsTheSession_isClosed() {
        ClientSession session = signedIn(Dialect.JSONL);
        session.queue().offer(Frame.of("fails"));
        socket.complete(true);
        passHearing(session, Duration.ofSeconds(6));

        assertThat(socket.closes()).containsExactly(Disconnect.INTERNAL);
    }

    @Test
    void beat_containerHasNotClosed_isToldAgain() {
        ClientSession session = signedIn(Dialect.JSON);
        session.close(Disconnect.KICKED);
        assertThat(socket.closes()).hasSize(1);
        pass(Duration.ofSeconds(6));

        assertThat(socket.closes()).containsExactly(Disconnect.KICKED, Disconnect.KICKED);
    }

    @Test
    void beat_calledSeldom_visitsAllAndCalledOften_eachOnceInARound() {
        List<FakeTransport> sockets = IntStream.range(0, 20).mapToObj(i -> {
            FakeTransport each = FakeTransport.later();
            ClientSession session = new ClientSession("s" + i, Format.of(Dialect.JSON), "::1", each, settings, clock);
            registry.open(session);
            session.close(Disconnect.KICKED);
            return each;
        }).toList();
        clock.advance(Duration.ofSeconds(6));
        heartbeat.beat();
        assertThat(sockets).as("told once, and again").allSatisfy(each -> assertThat(each.closes()).hasSize(2));
        for (int i = 0; i < Heartbeat.SLICES; i++) {
            clock.advance(heartbeat.period());
            heartbeat.beat();
        }

        assertThat(sockets).allSatisfy(each -> assertThat(each.closes()).hasSize(3));
    }

    @Test
    void period_defaults_eachSessionOnceASecond() {
        assertThat(heartbeat.period()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void period_shortTimes_oftenEnoughButNotAllTheTime() {
        Settings shortest = TestSettings.of(
                "carillon.heartbeat.interval", "2s", "carillon.heartbeat.timeout", "500ms");

        Refusals refusals = new Refusals(metrics, clock, Audit.off());
        assertThat(new Heartbeat(registry, shortest, refusals, endings, clock).period())
               .isEqualTo(Duration.ofMillis(31));
    }
}
