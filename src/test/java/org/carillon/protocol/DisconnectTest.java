package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {
    /** The table of the protocol; clients decide by it. */
    private static final Map<Integer, Set<String>> TABLE = Map.of(
            1000, Set.of("bye"),
            1001, Set.of("shutdown", "stale", "moved"),
            1008, Set.of("unauthenticated", "origin", "forbidden", "limit", "kicked", "logout", "malformed", "expired",
                    "slow", "rate"),
            1009, Set.of("too large"),
            1011, Set.of("internal"),
            1013, Set.of("overloaded", "unavailable"));

    @ParameterizedTest
    @EnumSource
    void codeAndWord_areInTheTableOfTheProtocol(Disconnect disconnect) {
        assertThat(TABLE).containsKey(disconnect.code());
        assertThat(TABLE.get(disconnect.code())).contains(disconnect.word());
    }

    @ParameterizedTest
    @EnumSource
    void reason_isTheWordAndPlainWordsAndFitsACloseFrame(Disconnect disconnect) {
        assertThat(disconnect.reason()).startsWith(disconnect.word() + ": ");
        assertThat(disconnect.reason().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(123);
    }

    @Test
    void word_noCodeHasOneTwice() {
        assertThat(Arrays.stream(Disconnect.values()).map(each -> each.code() + each.word())
                .collect(Collectors.toSet())).hasSize(Disconnect.values().length);
    }
}
