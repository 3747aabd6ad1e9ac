package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class RevokerTest {
    private final ManualClock clock = new ManualClock();
    private final ManualExecutor executor = new ManualExecutor();
    private final Settings settings = TestSettings.of("carillon.auth.revocation.life", "1h",
            "carillon.auth.jwt.skew", "10s", "carillon.auth.revocation.entries", "2");
    private final MemoryRevocations revocations = new MemoryRevocations(2, clock);
    private final Metrics metrics = new Metrics();
    private final SessionRegistry sessions =
            new SessionRegistry(settings, event -> { }, metrics, new MemoryUsers(clock));
    private final Revoker revoker = new Revoker(revocations, sessions, settings, clock, executor, metrics);
    private int ids;

    private FakeTransport opened(String user, Optional<Identity.Token> token) {
        FakeTransport socket = FakeTransport.inline();
        ClientSession session =
                new ClientSession("s" + ids++, Format.of(Dialect.JSON), "::1", socket, settings, clock);
        sessions.open(session);
        sessions.signIn(session, new Identity(user, Optional.empty(), Map.of(), "", Set.of(), token));
        return socket;
    }

    private FakeTransport by(String user, String token) {
        return opened(user, Optional.of(new Identity.Token(token, Optional.of(clock.instant()))));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).satisfies(thrown -> {
            Throwable refusal = thrown instanceof RefusedException ? thrown : thrown.getCause();
            assertThat(refusal).isInstanceOfSatisfying(
                    RefusedException.class, refused -> assertThat(refused.code()).isEqualTo(code));
        });
    }

    @Test
    void revokeToken_closesThatTokensSessionsAndNoOthers() {
        FakeTransport one = by("anna", "t1");
        FakeTransport other = by("anna", "t2");
        Instant until = revoker.revokeToken("t1").toCompletableFuture().join();
        executor.runAll();

        assertThat(one.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
        assertThat(other.closes()).isEmpty();
        assertThat(until).as("the longest life, and what clocks may differ")
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)).plusSeconds(10));
    }

    @Test
    void revokeTokens_ofAUser_thoseIssuedBefore_whateverOtherLoginsThereAre() {
        FakeTransport before = by("anna", "t1");
        FakeTransport bert = by("bert", "t2");
        FakeTransport container = opened("anna", Optional.empty());
        clock.advance(Duration.ofSeconds(1));
        FakeTransport after = by("anna", "t3");
        revoker.revokeTokens("anna");
        executor.runAll();

        assertThat(before.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
        assertThat(bert.closes()).isEmpty();
        assertThat(container.closes()).isEmpty();
        assertThat(after.closes()).isEmpty();
    }

    @Test
    void revokeTokens_ofAll_thoseIssuedBefore() {
        FakeTransport anna = by("anna", "t1");
        FakeTransport bert = by("bert", "");
        clock.advance(Duration.ofSeconds(1));
        revoker.revokeTokens("", clock.instant());
        executor.runAll();

        assertThat(anna.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
        assertThat(bert.closes()).containsExactly(Disconnect.UNAUTHENTICATED);
    }

    @Test
    void revoke_whatCannotBeMeant_malformed() {
        assertRefused(() -> revoker.revokeToken(""), ErrorCode.MALFORMED);
        assertRefused(() -> revoker.revokeToken("x".repeat(129)), ErrorCode.MALFORMED);
        assertRefused(() -> revoker.revokeTokens("anna", clock.instant().plusSeconds(1)), ErrorCode.MALFORMED);
        assertRefused(() -> revoker.revokeTokens("guest:kim"), ErrorCode.MALFORMED);
    }

    @Test
    void revoke_asManyAsMayBeAreRemembered_limitAndHowToGoOn() {
        revoker.revokeToken("t1").toCompletableFuture().join();
        revoker.revokeToken("t2").toCompletableFuture().join();

        assertRefused(() -> revoker.revokeToken("t3").toCompletableFuture().join(), ErrorCode.LIMIT);
        assertThatThrownBy(() -> revoker.revokeToken("t3").toCompletableFuture().join())
                .hasMessageContaining("carillon.auth.revocation.entries");
        assertThat(metrics.scrape()).contains("carillon_revocations 2.0");
    }
}
