package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages {@code {id, data, timestamp}} of clients that count them. */
class CountedDataTest {

    @Test
    void longTimestamp_keyStaysShort() {
        assertThat(key("\"" + "9".repeat(10_000) + "\"")).hasSizeLessThan(200);
    }

    @Test
    void otherTimestamp_otherKey() {
        assertThat(List.of(key("1"), key("2"), key("\"" + "9".repeat(100) + "\""), key("\"" + "9".repeat(101) + "\"")))
                .doesNotHaveDuplicates();
    }

    private static String key(String timestamp) {
        List<Command> commands = JsonDecoder.read("{\"id\":7,\"data\":{\"a\":1},\"timestamp\":" + timestamp + "}");
        assertThat(commands).singleElement().isInstanceOf(Command.Publish.class);
        return ((Command.Publish) commands.get(0)).key();
    }
}
