package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.carillon.RefusedException;

/** Whatever text a client sends is read as Parsson reads it, or refused in words. */
class JsonDecoderFuzzTest {
    private static final String UNTYPED = "data";
    private static final String TOO_DEEP = "nested deeper";

    @DictionaryEntries({"\"type\":", "\"publish\"", "\"message\"", "\"chat\"", "\"send\"", "\"call\"", "\"subscribe\"",
        "\"history\"", "\"received\"", "\"chunk\"", "\"auth\"", "\"id\":", "\"channel\":\"c\"", "\"content\":",
        "\"data\":", "\"timestamp\":", "\"since\":{\"epoch\":\"e\",\"offset\":1}", "\"to\":\"bert\"", "\"key\":",
        "\"method\":\"m\"", "\"of\":\"t\"", "\"index\":0", "\"encoding\":\"base64\"", "\\ud83d", "\\ude00", "\\u0000",
        "9007199254740991", "-0", "1e400", "null"})
    @FuzzTest
    void read_anyText_isCommandsAsParssonReadsThem_orARefusal(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);

        List<Command> commands = JsonDecoder.read(text);

        assertThat(commands).isNotEmpty();
        commands.forEach(ReadCommands::assertTellable);
        if (text.replaceAll("^[ \t\r\n]+", "").startsWith("{")) {
            objects(text, commands);
        } else {
            assertThat(commands).hasSize(1);
            plain(text, commands.get(0));
        }
        ReadCommands.assertTellable(JsonDecoder.whole(text));
    }

    /** A client that speaks no protocol said this, character by character. */
    private static void plain(String text, Command command) {
        if (!command.equals(new Command.Ping("", true))) {
            Command.Publish publish = (Command.Publish) command;
            assertThat(JsonTokens.of(publish.content().json())).hasValue(List.of("VALUE_STRING " + text));
        }
    }

    private static void objects(String text, List<Command> commands) {
        JsonScanner scanner = new JsonScanner(text);
        int count = 0;
        while (scanner.more()) {
            int from = scanner.position();
            String fault = fault(scanner);
            if (!fault.isEmpty() || text.charAt(from) != '{') {
                assertThat(commands).hasSize(count + 1);
                assertThat(commands.get(count)).isInstanceOf(Command.Invalid.class);
                boolean json = JsonTokens.of(text.substring(from)).isPresent();
                assertThat(json && !fault.isEmpty() && !fault.contains(TOO_DEEP)).as("%s of %s", fault, text).isFalse();
                return;
            }
            String object = text.substring(from, scanner.position());
            assertThat(JsonTokens.of(object)).as(object).isPresent();
            Command command = commands.get(count++);
            if (command instanceof Command.Invalid invalid && invalid.message().contains("may have at most")
                    && count == commands.size()) {
                return;
            }
            same(command, object);
        }
        assertThat(commands).hasSize(count);
    }

    private static String fault(JsonScanner scanner) {
        try {
            scanner.value(0);
            return "";
        } catch (RefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void same(Command command, String object) {
        Map<String, List<String>> fields = JsonTokens.fields(object);
        if (!command.id().isEmpty()) {
            assertThat(JsonTokens.of(command.id())).hasValue(fields.get("id"));
            assertThat(object).contains(command.id());
        }
        ReadCommands.content(command).ifPresent(content -> {
            boolean typed = !List.of("VALUE_NULL").equals(fields.getOrDefault("type", List.of("VALUE_NULL")));
            assertThat(JsonTokens.of(content.json())).hasValue(fields.get(typed ? "content" : UNTYPED));
            assertThat(object.replaceAll("[\r\n]", " ")).as("as it was written").contains(content.json());
        });
    }
}
