package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.msgpack.value.Value;

/** What holds for every command that was read, whatever it was read from. */
final class ReadCommands {
    /** What is wrong is said in a line, whatever the client sent. */
    private static final int MESSAGE_LIMIT = 200;

    private ReadCommands() {}

    /** The content that a command carries. */
    static Optional<Content> content(Command command) {
        if (command instanceof Command.Publish publish) {
            return Optional.of(publish.content());
        }
        if (command instanceof Command.Send send) {
            return Optional.of(send.content());
        }
        return command instanceof Command.Call call ? Optional.of(call.content()) : Optional.empty();
    }

    /** A refusal is one of those documented and can be told; a content can be told to every receiver. */
    static void assertTellable(Command command) {
        if (command instanceof Command.Invalid invalid) {
            assertThat(invalid.code()).isIn(ErrorCode.MALFORMED, ErrorCode.UNKNOWN_TYPE);
            assertThat(invalid.message()).isNotEmpty().hasSizeLessThan(MESSAGE_LIMIT);
            assertThat(JsonObject.wellFormed(invalid.message())).as("it is a text: %s", invalid.message()).isTrue();
            told(new ServerMessage.Refusal(command.id(), invalid.code(), invalid.message()));
        } else {
            told(new ServerMessage.ChunkAck(command.id(), "t"));
        }
        content(command).ifPresent(content -> told(new ServerMessage.Published(new Publication("c",
                new Position("e", 1), Publication.Kind.MESSAGE, "anna", false, 7, content, ""))));
    }

    /** Both encodings are what they claim to be, say the same, and are as long as their frames say. */
    private static void told(ServerMessage message) {
        Frame json = Dialect.JSONL.encode(message);
        assertThat(json.text()).as("one line").doesNotContain("\n");
        assertThat(JsonTokens.of(json.text())).as("JSON: %s", json.text()).isPresent();
        assertThat(json.bytes()).isEqualTo(json.text().getBytes(StandardCharsets.UTF_8).length);
        Value packed = PackedJson.values(Dialect.MSGPACK.encode(message).data().array()).orElseThrow().get(0);
        if (!json.text().contains("\"encoding\":\"base64\"")) {
            PackedJson.assertSame(json.text(), packed);
        }
    }
}
