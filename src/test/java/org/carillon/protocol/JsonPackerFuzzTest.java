package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.carillon.RefusedException;
import org.msgpack.value.Value;

/** Whatever is JSON becomes MessagePack that says the same, and comes back from it as it went. */
class JsonPackerFuzzTest {

    @DictionaryEntries({"{\"a\":", "[[],{}]", "\\ud83d\\ude00", "\\ud83d", "\\u0000", "\\\"", "-0", "-0.0", "1e400",
        "-1e-400", "18446744073709551615", "18446744073709551616", "-9223372036854775808", "-9223372036854775809",
        "9007199254740993", "999999999999999999", "5e-324", "true", "false", "null"})
    @FuzzTest
    void pack_anyText_saysTheSameAndComesBack_orIsRefused(byte[] utf8) {
        String json = new String(utf8, StandardCharsets.UTF_8);
        boolean valid = JsonTokens.of(json).isPresent();
        byte[] packed;
        try {
            packed = MessagePacks.of(json);
        } catch (RefusedException e) {
            assertThat(valid && !String.valueOf(e.getMessage()).contains("nested deeper")).as(json).isFalse();
            return;
        }
        assertThat(valid).as("JSON: %s", json).isTrue();
        List<Value> values = PackedJson.values(packed).orElseThrow();
        assertThat(values).as("one value").hasSize(1);
        PackedJson.assertSame(json, values.get(0));
        comesBack(json, packed);
    }

    /** A client that sends what it received sends the same bytes, but for the content's depth. */
    private static void comesBack(String json, byte[] packed) {
        List<Command> commands = JsonDecoder.read("{\"type\":\"chat\",\"content\":" + json + "}");
        assertThat(commands).hasSize(1);
        if (commands.get(0) instanceof Command.Publish) {
            byte[] chat = MessagePacks.of("{\"type\":\"chat\",\"content\":" + json + "}");
            Command.Publish read = (Command.Publish) MessagePacks.read(chat).get(0);
            assertThat(MessagePacks.of(read.content().json())).isEqualTo(packed);
        }
    }
}
