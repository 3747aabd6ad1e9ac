package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.Identity;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Revocations} must do. */
public abstract class RevocationsContract {
    /** How many there is room for. */
    protected static final int MOST = 3;
    private static final Duration LIFE = Duration.ofHours(1);

    /** The time. */
    protected final ManualClock clock = new ManualClock();
    private Revocations revocations;

    /** None yet, and room for {@link #MOST}. */
    protected abstract Revocations create();

    @BeforeEach
    void open() {
        revocations = create();
    }

    /** A user who came by a token. */
    protected static Identity by(String user, String token, Optional<Instant> issued) {
        return new Identity(user, Optional.empty(), Map.of(), "", Set.of(),
                Optional.of(new Identity.Token(token, issued)));
    }

    private Identity issued(String user, Duration ago) {
        return by(user, "", Optional.of(clock.instant().minus(ago)));
    }

    private Revocation token(String id) {
        return Revocation.ofToken(id, clock.instant().plus(LIFE));
    }

    private Revocation user(String user, Duration ago) {
        return Revocation.issuedTo(user, clock.instant().minus(ago), clock.instant().plus(LIFE));
    }

    private boolean add(Revocation revocation) {
        return revocations.add(revocation).toCompletableFuture().join();
    }

    @Test
    void add_token_thatOneIsRevokedAtOnce() {
        assertThat(revocations.known()).isTrue();
        assertThat(add(token("t \u00fc1"))).isTrue();

        assertThat(revocations.revoked(by("anna", "t \u00fc1", Optional.empty()))).isTrue();
        assertThat(revocations.revoked(by("anna", "t", Optional.empty()))).isFalse();
        assertThat(revocations.revoked(by("anna", "", Optional.empty()))).isFalse();
        assertThat(revocations.count()).isOne();
    }

    @Test
    void add_user_whatWasIssuedToThatUserBeforeOrNobodyKnowsWhen() {
        add(user("a: 1", Duration.ofSeconds(10)));

        assertThat(revocations.revoked(issued("a: 1", Duration.ofMillis(10_001)))).isTrue();
        assertThat(revocations.revoked(by("a: 1", "t", Optional.empty()))).isTrue();
        assertThat(revocations.revoked(issued("a: 1", Duration.ofSeconds(10)))).isFalse();
        assertThat(revocations.revoked(issued("a", Duration.ofDays(1)))).isFalse();
    }

    @Test
    void add_everybody_whatWasIssuedBefore() {
        add(user("", Duration.ZERO));

        assertThat(revocations.revoked(issued("anna", Duration.ofMillis(1)))).isTrue();
        assertThat(revocations.revoked(issued("bert", Duration.ofMillis(1)))).isTrue();
        assertThat(revocations.revoked(issued("bert", Duration.ZERO))).isFalse();
    }

    @Test
    void revoked_identityThatComesFromNoToken_never() {
        add(user("", Duration.ZERO));
        add(user("anna", Duration.ZERO));

        assertThat(revocations.revoked(new Identity("anna", Optional.empty(), Map.of()))).isFalse();
    }

    @Test
    void add_sameUserAgain_theLaterTimesCountAndItStaysOne() {
        add(user("anna", Duration.ofSeconds(10)));
        clock.advance(LIFE.minusSeconds(1));
        add(user("anna", Duration.ofSeconds(5)));
        add(user("anna", Duration.ofSeconds(20)));
        clock.advance(Duration.ofSeconds(2));

        assertThat(revocations.revoked(issued("anna", Duration.ofSeconds(8)))).isTrue();
        assertThat(revocations.revoked(issued("anna", Duration.ofSeconds(7)))).isFalse();
        assertThat(revocations.count()).isOne();
    }

    @Test
    void revoked_atItsEnd_notAnyMore() {
        add(token("t"));
        add(user("anna", Duration.ZERO));
        clock.advance(LIFE.minusMillis(1));
        assertThat(revocations.revoked(by("anna", "t", Optional.empty()))).isTrue();
        clock.advance(Duration.ofMillis(1));

        assertThat(revocations.revoked(by("anna", "t", Optional.empty()))).isFalse();
    }

    @Test
    void add_full_refusedUntilOneIsOver() {
        for (int i = 0; i < MOST; i++) {
            assertThat(add(token("t" + i))).isTrue();
        }
        assertThat(add(token("new"))).isFalse();
        assertThat(revocations.revoked(by("anna", "new", Optional.empty()))).isFalse();
        assertThat(add(token("t1"))).as("there already").isTrue();
        clock.advance(LIFE);

        assertThat(add(token("new"))).isTrue();
        assertThat(revocations.revoked(by("anna", "new", Optional.empty()))).isTrue();
    }

    @Test
    void add_listenerIsTold() {
        AtomicInteger told = new AtomicInteger();
        revocations.listen(told::incrementAndGet);
        add(token("t"));

        await().untilAsserted(() -> assertThat(told).hasValueGreaterThanOrEqualTo(1));
    }
}
