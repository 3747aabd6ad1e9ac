package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Golden frames of {@code carillon.v1.msgpack}: the same messages as the JSON ones, read by other languages too. */
class MessagePackFramesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/frames/v1-msgpack");
    private static final Path JSON = Path.of("src/test/resources/frames/v1");
    /** What these carry is bytes in MessagePack, and base64 in JSON. */
    private static final Set<String> BYTES = Set.of("message-bytes", "subscribed-recovered");

    static Stream<String> names() {
        return MessageWriterTest.MESSAGES.keySet().stream().sorted();
    }

    private static byte[] encode(ServerMessage message) {
        return Dialect.MSGPACK.encode(message).data().array();
    }

    private static byte[] published(Content content) {
        return encode(new ServerMessage.Published(new Publication("c", new Position("e", 1), Publication.Kind.MESSAGE,
                "anna", false, 7, content, "")));
    }

    /** The JSON of a frame's maps. */
    private static String json(byte[] frame) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
            String json = unpacker.unpackValue().toJson();
            assertThat(unpacker.hasNext()).isFalse();
            return json;
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void encode_message_isTheGoldenFrame(String name) throws IOException {
        assertThat(encode(MessageWriterTest.MESSAGES.get(name)))
                .isEqualTo(Files.readAllBytes(GOLDEN.resolve(name + ".msgpack")));
    }

    @Test
    void goldenFrames_areOfTheSameMessagesAsThoseInJson() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".msgpack", ""))
                    .collect(Collectors.toSet())).isEqualTo(MessageWriterTest.MESSAGES.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void encode_message_saysWhatTheJsonSays(String name) throws IOException {
        if (!BYTES.contains(name)) {
            assertThat(MessagePacks.value(json(encode(MessageWriterTest.MESSAGES.get(name)))))
                    .isEqualTo(MessagePacks.value(Files.readString(JSON.resolve(name + ".json"))));
        }
    }

    @Test
    void encode_ping_isOneSmallMap() {
        assertThat(encode(new ServerMessage.Ping())).containsExactly(
                0x81, 0xa4, 't', 'y', 'p', 'e', 0xa4, 'p', 'i', 'n', 'g');
    }

    @Test
    void encode_bytes_areBytesWithoutEncoding() {
        byte[] frame = published(Content.bytes(new byte[] {0, -1, 1}));

        assertThat(frame).endsWith(0xa7, 'c', 'o', 'n', 't', 'e', 'n', 't', 0xc4, 3, 0, -1, 1);
    }

    @Test
    void encode_largeContent_hasHeadersOfItsSize() {
        String list = "[" + "1,".repeat(69_999) + "1]";

        assertThat(MessagePacks.of(list)).startsWith(0xdd, 0, 1, 0x11, 0x70).hasSize(5 + 70_000);
        assertThat(MessagePacks.of("[" + "1,".repeat(15) + "1]")).startsWith(0xdc, 0, 16);
        assertThat(MessagePacks.of("{}")).containsExactly(0x80);
        assertThat(MessagePacks.of("-0")).containsExactly(0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0);
        assertThat(MessagePacks.of(" [ [ ] , { } ] ")).containsExactly(0x92, 0x90, 0x80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "nope", "", "1 2", "\"x"})
    void encode_contentThatIsNoJson_isItsText(String text) throws IOException {
        assertThat(json(published(Content.json(text)))).contains(",\"content\":\"" + text.replace("\"", "\\\""));
    }

    @Test
    void encode_contentPassedOffAsBase64_isItsText() throws IOException {
        assertThat(json(published(new Content("\"#\"", true)))).contains("\"content\":\"#\",\"encoding\":\"base64\"");
    }

    @Test
    void encode_halfASurrogatePair_isReplaced() throws IOException {
        assertThat(json(published(Content.json("\"a\\ud800\"")))).contains("\"content\":\"a\uFFFD\"");
    }

    @Test
    void join_frames_areMapsAfterEachOther() {
        Frame ping = Dialect.MSGPACK.encode(new ServerMessage.Ping());

        assertThat(Dialect.MSGPACK.join(List.of(ping, ping)).data().array())
                .hasSize(2 * ping.bytes()).startsWith(ping.data().array()).endsWith(ping.data().array());
    }

    @Provide
    Arbitrary<String> values() {
        return JsonTexts.values();
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.of("1e400", "-1e400", "-0", "-0.0", "18446744073709551615", "18446744073709551616",
                        "-9223372036854775808", "-9223372036854775809", "9".repeat(400), "0.1", "5e-324", "1E+2"),
                Arbitraries.bigIntegers().map(Object::toString), Arbitraries.doubles().map(Object::toString));
    }

    @Property
    void jsonToMessagePackAndBack_anyContent_keepsItsValue(@ForAll("values") String content) {
        assertThat(MessagePacks.value(there(content))).isEqualTo(MessagePacks.value(content));
    }

    @Property
    void jsonToMessagePackAndBack_anyNumber_keepsItsValue(@ForAll("numbers") String number) {
        assertThat(MessagePacks.value(there(number))).isEqualTo(MessagePacks.value(number));
    }

    private static String there(String content) {
        List<Command> commands = MessagePacks.read(
                MessagePacks.of("{\"type\":\"chat\",\"content\":" + content + "}"));
        assertThat(commands).singleElement().isInstanceOf(Command.Publish.class);
        return ((Command.Publish) commands.get(0)).content().json();
    }
}
