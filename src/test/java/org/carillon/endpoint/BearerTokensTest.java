package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class BearerTokensTest {
    private final ManualClock clock = new ManualClock();
    private final MemoryRevocations revocations = new MemoryRevocations(10, clock);

    /** Tokens whose text is their user, a blank, and their id. */
    private BearerTokens tokens(Revocations known) {
        return new BearerTokens(token -> {
            String[] parts = token.split(" ", 2);
            return new Identity(parts[0], Optional.empty(), Map.of(), "", Set.of(), parts.length < 2
                    ? Optional.empty() : Optional.of(new Identity.Token(parts[1], Optional.of(clock.instant()))));
        }, known, TestSettings.of(), clock);
    }

    private void assertRefused(String token, ErrorCode code, Revocations known) {
        assertThatThrownBy(() -> tokens(known).verify(token)).isInstanceOfSatisfying(
                RefusedException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void verify_revokedToken_unauthenticated() {
        revocations.add(Revocation.ofToken("t1", clock.instant().plusSeconds(60)));

        assertRefused("anna t1", ErrorCode.UNAUTHENTICATED, revocations);
        assertThat(tokens(revocations).verify("anna t2").user()).isEqualTo("anna");
    }

    @Test
    void verify_verifierThatSaysNothingOfItsToken_isRevokedByTheUser() {
        assertThat(tokens(revocations).verify("anna").token()).contains(Identity.Token.UNNAMED);
        revocations.add(Revocation.issuedTo("anna", clock.instant(), clock.instant().plusSeconds(60)));

        assertRefused("anna", ErrorCode.UNAUTHENTICATED, revocations);
        assertThat(tokens(revocations).verify("bert").user()).isEqualTo("bert");
    }

    @Test
    void verify_whatIsRevokedIsNotKnownYet_unavailable() {
        assertRefused("anna t1", ErrorCode.UNAVAILABLE, new Unread());
    }

    /** What a node knows that has not reached its store. */
    private static final class Unread implements Revocations {
        @Override
        public void listen(Runnable changed) {}

        @Override
        public CompletionStage<Boolean> add(Revocation revocation) {
            return CompletableFuture.completedStage(false);
        }

        @Override
        public boolean revoked(Identity identity) {
            return false;
        }

        @Override
        public boolean known() {
            return false;
        }

        @Override
        public int count() {
            return 0;
        }
    }
}
