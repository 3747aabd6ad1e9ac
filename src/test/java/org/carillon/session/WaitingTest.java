package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitingTest {
    private final Waiting waiting = new Waiting(TestSettings.of("carillon.store", "redis",
            "carillon.redis.url", "redis://127.0.0.1", "carillon.redis.timeout", "100ms"));

    @Test
    void on_storeNeverAnswers_unavailable() {
        assertThatThrownBy(() -> waiting.on(new CompletableFuture<>())).isInstanceOfSatisfying(RefusedException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void on_storeRefuses_thatRefusal() {
        RefusedException refusal = new RefusedException(ErrorCode.CONFLICT, "another content");

        assertThatThrownBy(() -> waiting.on(CompletableFuture.failedFuture(refusal))).isSameAs(refusal);
        assertThat(waiting.on(CompletableFuture.completedFuture("answer"))).isEqualTo("answer");
    }
}
