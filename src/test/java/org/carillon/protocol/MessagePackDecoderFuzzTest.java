package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.msgpack.value.Value;

/** Whatever bytes a client sends are read as MessagePack's own library reads them, or refused in words. */
class MessagePackDecoderFuzzTest {
    private static final String NO_MESSAGE_PACK = "not valid MessagePack";

    @DictionaryEntries({"type", "publish", "message", "chat", "send", "call", "subscribe", "chunk", "ping", "id",
        "channel", "content", "data", "to", "method", "of", "index", "since", "epoch", "offset"})
    @FuzzTest
    void read_anyBytes_isCommandsAsTheLibraryReadsThem_orARefusal(byte[] bytes) {
        List<Command> commands = MessagePackDecoder.read(bytes);

        assertThat(commands).isNotEmpty().hasSizeLessThanOrEqualTo(JsonDecoder.COMMANDS_LIMIT + 1);
        commands.forEach(ReadCommands::assertTellable);
        Optional<List<Value>> values = PackedJson.values(bytes);
        boolean refused = commands.get(commands.size() - 1) instanceof Command.Invalid invalid
                && invalid.message().startsWith(NO_MESSAGE_PACK);
        boolean wellFormed = values.isPresent() && !values.get().isEmpty()
                && values.get().stream().allMatch(value -> value.isMapValue() && allowed(value, 0));
        if (wellFormed) {
            assertThat(refused).as("%s refused", values).isFalse();
            same(commands, values.get());
        } else if (commands.size() <= JsonDecoder.COMMANDS_LIMIT) {
            assertThat(commands.get(commands.size() - 1)).isInstanceOf(Command.Invalid.class);
        }
        ReadCommands.assertTellable(JsonDecoder.whole(bytes));
    }

    /** What has the same meaning in JSON, and is not nested too deep. */
    private static boolean allowed(Value value, int depth) {
        boolean nested = value.isMapValue() || value.isArrayValue();
        if (nested && depth >= JsonScanner.DEPTH_LIMIT) {
            return false;
        }
        return switch (value.getValueType()) {
            case MAP -> value.asMapValue().entrySet().stream().allMatch(entry -> entry.getKey().isStringValue()
                    && allowed(entry.getKey(), depth) && allowed(entry.getValue(), depth + 1));
            case ARRAY -> value.asArrayValue().list().stream().allMatch(item -> allowed(item, depth + 1));
            case STRING -> utf8(value.asStringValue().asByteArray());
            case FLOAT -> Double.isFinite(value.asFloatValue().toDouble());
            case EXTENSION -> false;
            default -> true;
        };
    }

    private static boolean utf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void same(List<Command> commands, List<Value> maps) {
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            Value map = maps.get(i);
            ReadCommands.content(command).ifPresent(content -> {
                Value typed = field(map, "type");
                PackedJson.assertSame(content.json(),
                        field(map, typed == null || typed.isNilValue() ? "data" : "content"));
            });
        }
    }

    /** Of a name that comes twice the last value counts. */
    private static Value field(Value map, String name) {
        Value[] keysAndValues = map.asMapValue().getKeyValueArray();
        Value found = null;
        for (int i = 0; i < keysAndValues.length; i += 2) {
            boolean named = Arrays.equals(keysAndValues[i].asStringValue().asByteArray(),
                    name.getBytes(StandardCharsets.UTF_8));
            found = named ? keysAndValues[i + 1] : found;
        }
        return found;
    }
}
