package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectTest {
    @Test
    void subprotocol_namesOfTheProtocol() {
        assertThat(Dialect.BARE.subprotocol()).isEmpty();
        assertThat(Dialect.JSON.subprotocol()).isEqualTo("carillon.v1.json");
        assertThat(Dialect.JSONL.subprotocol()).isEqualTo("carillon.v1.jsonl");
        assertThat(Dialect.MSGPACK.subprotocol()).isEqualTo("carillon.v1.msgpack");
    }

    @ParameterizedTest
    @EnumSource
    void of_itsSubprotocol_isTheDialect(Dialect dialect) {
        assertThat(Dialect.of(dialect.subprotocol())).isEqualTo(dialect);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat", "carillon.v2.json", "CARILLON.V1.JSON"})
    void of_unknown_bare(String name) {
        assertThat(Dialect.of(name)).isEqualTo(Dialect.BARE);
    }

    @Test
    void choose_severalOffered_theFirstThatIsOne() {
        assertThat(Dialect.choose(List.of("bearer.x", "carillon.v1.jsonl", "carillon.v1.json")))
                .contains("carillon.v1.jsonl");
        assertThat(Dialect.choose(List.of("chat", ""))).isEmpty();
        assertThat(Dialect.choose(List.of())).isEmpty();
    }

    @Test
    void joins_onlyWhereAFrameMayHoldSeveral() {
        assertThat(Dialect.BARE.joins()).isFalse();
        assertThat(Dialect.JSON.joins()).isFalse();
        assertThat(Dialect.JSONL.joins()).isTrue();
        assertThat(Dialect.MSGPACK.joins()).isTrue();
    }

    @Test
    void join_single_isTheSameFrame() {
        Frame frame = Frame.of("a");

        assertThat(Dialect.JSONL.join(List.of(frame))).isSameAs(frame);
    }
}
