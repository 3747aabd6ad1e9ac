package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden frames: the files are the protocol as clients get it, read by a test of the client's language too. */
class MessageWriterTest {
    private static final Path GOLDEN = Path.of("src/test/resources/frames/v1");
    private static final Instant TIME = Instant.ofEpochMilli(1893456000000L);
    private static final Duration INTERVAL = Duration.ofSeconds(25);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Member ANNA = new Member("anna", false, TIME, Map.of(), List.of("s-1"));
    private static final Identity USER = new Identity("anna", Optional.of(TIME), Map.of());

    static final Map<String, ServerMessage> MESSAGES = Map.ofEntries(
            Map.entry("welcome-user", new ServerMessage.Welcome("s-1", USER, INTERVAL, TIMEOUT, 65_536, 128)),
            Map.entry("welcome-guest",
                    new ServerMessage.Welcome("s-2", Identity.guest("kim"), INTERVAL, TIMEOUT, 65_536, 128)),
            Map.entry("auth_result-success",
                    new ServerMessage.AuthResult("\"a1\"", true, "anna", "s-1", Optional.of(TIME), "")),
            Map.entry("auth_result-failure", new ServerMessage.AuthResult("", false, "", "", Optional.empty(),
                    "unauthenticated: the token is not accepted")),
            Map.entry("ping", new ServerMessage.Ping()),
            Map.entry("pong", new ServerMessage.Pong("7", false)),
            Map.entry("subscribed",
                    new ServerMessage.Subscribed("1", "room:1", new Position("e1", 41), Optional.empty(), List.of(),
                            false, Optional.empty())),
            Map.entry("subscribed-recovered",
                    new ServerMessage.Subscribed("1", "room:1", new Position("e1", 42), Optional.of(true),
                            List.of(publication(Kind.CHAT, "room:1", new Position("e1", 41), "anna", Content.json("1")),
                                    publication(Kind.MESSAGE, "room:1", new Position("e1", 42), "guest:kim",
                                            Content.bytes(new byte[] {1}))),
                            true, Optional.empty())),
            Map.entry("subscribed-lost",
                    new ServerMessage.Subscribed("1", "room:1", new Position("e2", 7), Optional.of(false), List.of(),
                            false, Optional.empty())),
            Map.entry("history", new ServerMessage.History("4", "room:1", new Position("e1", 42),
                    List.of(publication(Kind.CHAT, "room:1", new Position("e1", 41), "anna", Content.json("1"))),
                    true)),
            Map.entry("history-end",
                    new ServerMessage.History("4", "room:1", new Position("e1", 42), List.of(), false)),
            Map.entry("result", new ServerMessage.Result("5", Content.json("{\"sum\":3}"))),
            Map.entry("chunk", new ServerMessage.Chunk("t1", 1, true, new Part.Text(",\"content\":\"é😀\"}"))),
            Map.entry("ack-chunk", new ServerMessage.ChunkAck("6", "t1")),
            Map.entry("dropped", new ServerMessage.Dropped("inbox:anna", new Position("e3", 12), 5)),
            Map.entry("direct", published(Kind.DIRECT, "inbox:anna", new Position("e3", 13), "bert",
                    Content.json("\"psst\""))),
            Map.entry("subscribed-members", new ServerMessage.Subscribed("1", "room:1", new Position("e1", 0),
                    Optional.empty(), List.of(), false, Optional.of(List.of(
                            new Member("anna", false, TIME, Map.of("name", "Anna \"A.\" Ähre"), List.of("s-1", "s-3")),
                            new Member("guest:kim", true, TIME.plusMillis(500), Map.of(), List.of("s-2")))))),
            Map.entry("unsubscribed", new ServerMessage.Unsubscribed("2", "room:1", Optional.empty())),
            Map.entry("unsubscribed-code",
                    new ServerMessage.Unsubscribed("", "room:1", Optional.of(ErrorCode.UNRECOVERABLE))),
            Map.entry("ack", new ServerMessage.Ack("\"m-1\"", new Position("e1", 42), false)),
            Map.entry("ack-duplicate", new ServerMessage.Ack("\"m-1\"", new Position("e1", 42), true)),
            Map.entry("presence", new ServerMessage.Presence("3", "room:1", List.of(ANNA))),
            Map.entry("message", published(Kind.MESSAGE, "room:1", new Position("e1", 42), "anna", Content.json(
                    "{\"b\":1.0,\"a\":[1e2,12345678901234567890,null],\"t\":\"line\\n\\u2028😀\"}"))),
            Map.entry("message-bytes", published(Kind.MESSAGE, "lobby", new Position("e1", 43), "guest:kim",
                    Content.bytes(new byte[] {0, -1, 1}))),
            Map.entry("chat", published(Kind.CHAT, "lobby", new Position("e1", 44), "guest:kim",
                    Content.json("\"Hello\\u0000\""))),
            Map.entry("notification-channel", published(Kind.NOTIFICATION, "orders", new Position("e2", 1), "portal",
                    Content.json("null"))),
            Map.entry("notification-user", new ServerMessage.Notification("portal", TIME.toEpochMilli(),
                    Content.json("{\"order\":17}"))),
            Map.entry("join", new ServerMessage.MemberChange("room:1", true, ANNA)),
            Map.entry("leave", new ServerMessage.MemberChange("room:1", false, ANNA)),
            Map.entry("error", new ServerMessage.Refusal("9", ErrorCode.NO_SUCH_CHANNEL,
                    "no channel \"x\\y\ttab\n\u0001\" is declared")),
            Map.entry("error-retry", new ServerMessage.Refusal("", ErrorCode.TOO_MANY, "publish slower")),
            Map.entry("error-rate", new ServerMessage.Refusal("12", ErrorCode.TOO_MANY, "send slower", "t",
                    Duration.ofMillis(250))));

    private static ServerMessage published(
            Kind kind, String channel, Position position, String sender, Content content) {
        return new ServerMessage.Published(publication(kind, channel, position, sender, content));
    }

    private static Publication publication(
            Kind kind, String channel, Position position, String sender, Content content) {
        return new Publication(channel, position, kind, sender,
                sender.startsWith(Identity.GUEST_PREFIX), TIME.toEpochMilli(), content, "slot");
    }

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void encode_message_isTheGoldenFrame(String name) throws IOException {
        String golden = Files.readString(GOLDEN.resolve(name + ".json")).stripTrailing();

        assertThat(MESSAGES).as("what %s.json stands for", name).containsKey(name);
        assertThat(Dialect.JSON.encode(MESSAGES.get(name)).text()).isEqualTo(golden);
        assertThat(Dialect.JSONL.encode(MESSAGES.get(name)).text()).isEqualTo(golden);
    }

    @Test
    void goldenFrames_everyMessageHasOne() throws IOException {
        assertThat(files()).containsExactlyInAnyOrderElementsOf(MESSAGES.keySet());
        assertThat(MESSAGES.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(ServerMessage.class.getPermittedSubclasses());
    }

    @Test
    void encode_barePong_isTheText() {
        assertThat(Dialect.BARE.encode(new ServerMessage.Pong("", true)).text()).isEqualTo("pong");
    }

    @Property
    void quote_anyText_isReadBackAndHasNoLineFeed(@ForAll String text) {
        StringBuilder out = new StringBuilder();
        JsonSink.quote(out, text);

        assertThat(out).doesNotContain("\n").doesNotContain("\r");
        try (JsonReader reader = Json.createReader(new StringReader(out.toString()))) {
            assertThat(((JsonString) reader.readValue()).getString()).isEqualTo(text);
        }
    }

    @Property
    void encode_anyTexts_isOneValidObjectOnOneLine(@ForAll String user, @ForAll String message) {
        Member member = new Member(user, false, TIME, Map.of(message, user), List.of(message));
        String text = Dialect.JSONL.encode(new ServerMessage.MemberChange(message, true, member)).text();

        assertThat(text).doesNotContain("\n");
        assertThat(JsonObject.read(text).has("member")).isTrue();
    }
}
