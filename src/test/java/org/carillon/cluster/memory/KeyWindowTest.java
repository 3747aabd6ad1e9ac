package org.carillon.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.carillon.Position;
import org.junit.jupiter.api.Test;

class KeyWindowTest {
    private static final long WINDOW = 1000;

    private final KeyWindow keys = new KeyWindow(Duration.ofMillis(WINDOW), 3);

    private static KeyWindow.Entry entry(long time) {
        return new KeyWindow.Entry(new Position("e", time), "fingerprint", time);
    }

    @Test
    void find_withinTheWindow_theEntry() {
        keys.put("a", entry(5000));

        assertThat(keys.find("a", 5000 + WINDOW)).contains(entry(5000));
        assertThat(keys.find("b", 5000)).isEmpty();
    }

    @Test
    void find_afterTheWindow_empty() {
        keys.put("a", entry(5000));

        assertThat(keys.find("a", 5001 + WINDOW)).isEmpty();
    }

    @Test
    void put_moreThanTheLimit_theOldestIsForgotten() {
        List.of("a", "b", "c", "d").forEach(key -> keys.put(key, entry(5000)));

        assertThat(keys.find("a", 5000)).isEmpty();
        assertThat(List.of("b", "c", "d")).allSatisfy(key -> assertThat(keys.find(key, 5000)).isPresent());
    }

    @Test
    void put_again_isTheNewest() {
        List.of("a", "b", "c", "a", "d").forEach(key -> keys.put(key, entry(5000)));

        assertThat(keys.find("a", 5000)).isPresent();
        assertThat(keys.find("b", 5000)).isEmpty();
    }

    @Test
    void put_limitOfOne_theNewestStays() {
        KeyWindow one = new KeyWindow(Duration.ofMillis(WINDOW), 1);
        IntStream.range(0, 5).forEach(i -> one.put("k" + i, entry(5000 + i)));

        assertThat(one.find("k4", 5004)).isPresent();
        assertThat(one.find("k3", 5004)).isEmpty();
    }

    @Test
    void put_clockWentBack_keepsTheNewEntry() {
        keys.put("a", entry(50_000));
        keys.put("b", entry(5000));

        assertThat(keys.find("b", 5000)).isPresent();
    }

    @Property
    void put_anyTimes_onlyTheLastOnesWithinTheWindowAreFound(
            @ForAll @Size(max = 40) List<@IntRange(max = 700) Integer> pauses, @ForAll @IntRange(min = 1,
            max = 6) int limit) {
        KeyWindow window = new KeyWindow(Duration.ofMillis(WINDOW), limit);
        long[] times = new long[pauses.size()];
        long now = 0;
        for (int i = 0; i < times.length; i++) {
            now += pauses.get(i);
            times[i] = now;
            window.put("k" + i, entry(now));
        }
        for (int i = 0; i < times.length; i++) {
            boolean kept = times.length - i <= limit && times[i] >= now - WINDOW;
            assertThat(window.find("k" + i, now).isPresent()).as("key %d of %s", i, pauses).isEqualTo(kept);
        }
    }
}
