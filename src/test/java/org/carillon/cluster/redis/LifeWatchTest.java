package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifeWatchTest {
    private static final long STEP = 5_000;

    private final LifeWatch watch = new LifeWatch(Duration.ofSeconds(30), Duration.ofSeconds(15));
    private long now = 1_000_000;

    /** Looks so many times, a step apart; what the last look found. */
    private Map<String, Long> look(int times, Map<String, Long> signs) {
        Map<String, Long> silent = Map.of();
        for (int i = 0; i < times; i++) {
            now += STEP;
            silent = watch.look(signs, now);
        }
        return silent;
    }

    @Test
    void look_sameNumberForLessThanALease_nobodyIsSilent() {
        assertThat(look(6, Map.of("b", 7L))).isEmpty();
    }

    @Test
    void look_sameNumberForALease_isSilent() {
        assertThat(look(7, Map.of("b", 7L))).containsExactly(Map.entry("b", 7L));
    }

    @Test
    void look_numberGrows_isNotSilent() {
        look(6, Map.of("b", 7L, "c", 1L));

        assertThat(look(1, Map.of("b", 8L, "c", 1L))).containsOnlyKeys("c");
        assertThat(look(5, Map.of("b", 8L))).isEmpty();
    }

    @Test
    void look_goneAndBack_isWatchedAnew() {
        look(6, Map.of("b", 7L));
        look(1, Map.of());

        assertThat(look(6, Map.of("b", 7L))).isEmpty();
    }

    @Test
    void interrupted_everyoneGetsALeaseToSpeak() {
        look(6, Map.of("b", 7L));
        watch.interrupted();

        assertThat(look(6, Map.of("b", 7L))).isEmpty();
        assertThat(look(1, Map.of("b", 7L))).containsOnlyKeys("b");
    }

    @Test
    void look_afterTheWatcherStoodStill_everyoneGetsALeaseToSpeak() {
        look(2, Map.of("b", 7L));
        now += 60_000;

        assertThat(look(6, Map.of("b", 7L))).isEmpty();
        assertThat(look(1, Map.of("b", 7L))).containsOnlyKeys("b");
    }
}
