package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final ManualClock clock = new ManualClock();
    private final Pace pace = new Pace(3, Duration.ofSeconds(30), clock);

    private void refused(String user) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> pace.count(user))
                .withMessage("at most 3 times in 30 s, wait a moment")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY));
    }

    private void counted(String user) {
        assertThatCode(() -> pace.count(user)).doesNotThrowAnyException();
    }

    @Test
    void burst_passes_andOneMoreIsRefused() {
        for (int i = 0; i < 3; i++) {
            counted("ann");
        }
        refused("ann");
        counted("bob");
    }

    @Test
    void afterAStep_oneMorePasses() {
        for (int i = 0; i < 3; i++) {
            counted("ann");
        }
        clock.advance(Duration.ofSeconds(10));
        counted("ann");
        refused("ann");
    }

    @Test
    void afterALongRest_noMoreThanTheBurstPasses() {
        clock.advance(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            counted("ann");
        }
        refused("ann");
    }

    @Test
    void usersAreBounded() {
        for (int i = 0; i < 3000; i++) {
            counted("user " + i);
        }
        assertThat(pace.users()).isEqualTo(1000);
    }
}
