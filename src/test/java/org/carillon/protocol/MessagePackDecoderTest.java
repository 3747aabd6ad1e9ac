package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePackDecoderTest {
    /** {@code {"type":"chat","content":}}: the value is missing. */
    private static final String CHAT = "82a474797065a463686174a7636f6e74656e74";

    private static Command one(byte[] bytes) {
        List<Command> commands = MessagePacks.read(bytes);
        assertThat(commands).hasSize(1);
        return commands.get(0);
    }

    private static Command.Invalid invalid(String hex) {
        Command command = one(HexFormat.of().parseHex(hex));
        assertThat(command).isInstanceOf(Command.Invalid.class);
        return (Command.Invalid) command;
    }

    private static byte[] chat(MessagePacks.Writing content) {
        return MessagePacks.of(packer -> {
            packer.packMapHeader(2).packString("type").packString("chat").packString("content");
            content.to(packer);
        });
    }

    private static Content content(MessagePacks.Writing content) {
        return ((Command.Publish) one(chat(content))).content();
    }

    @Test
    void read_commands_areThoseOfJson() {
        assertThat(one(MessagePacks.of("{\"type\":\"ping\",\"id\":7}"))).isEqualTo(new Command.Ping("7", false));
        assertThat(one(MessagePacks.of("{\"type\":\"subscribe\",\"channel\":\"é\",\"id\":\"a\\\"b\",\"presence\":true,"
                + "\"since\":{\"epoch\":\"e\",\"offset\":9007199254740991}}"))).isEqualTo(new Command.Subscribe(
                        "\"a\\\"b\"", "é", Optional.of(new Position("e", (1L << 53) - 1)), true));
        assertThat(one(MessagePacks.of("{\"type\":\"publish\",\"channel\":\"c\",\"content\":null,\"key\":\"k\"}")))
                .isEqualTo(new Command.Publish("", "c", Kind.MESSAGE, Content.json("null"), "k", ""));
        assertThat(one(MessagePacks.of("{\"type\":\"subscribe\",\"metricId\":-7}")))
                .isEqualTo(new Command.Subscribe("", "metric:-7", Optional.empty(), false));
    }

    @Test
    void read_bytesAsContent_areBytes() {
        assertThat(content(packer -> packer.packBinaryHeader(3).writePayload(new byte[] {0, -1, 1})))
                .isEqualTo(Content.bytes(new byte[] {0, -1, 1}));
    }

    @Test
    void read_bytesWithinContent_areTextInBase64() {
        assertThat(content(packer -> packer.packArrayHeader(1).packBinaryHeader(3).writePayload(new byte[] {0, -1, 1})))
                .isEqualTo(Content.json("[\"AP8B\"]"));
    }

    @Test
    void read_idAndDataOfBytes_isAMessageWithAKey() {
        Command.Publish command = (Command.Publish) one(MessagePacks.of(packer -> packer.packMapHeader(2)
                .packString("id").packInt(1).packString("data").packBinaryHeader(1).writePayload(new byte[] {5})));

        assertThat(command.content()).isEqualTo(Content.bytes(new byte[] {5}));
        assertThat(command.key()).isNotEmpty();
    }

    @Test
    void read_numbers_areJsonNumbers() {
        assertThat(content(packer -> packer.packArrayHeader(5).packLong(Long.MIN_VALUE).packFloat(0.5f)
                .packDouble(1e300).packDouble(-0.0).packBigInteger(new java.math.BigInteger("18446744073709551615"))))
                .isEqualTo(Content.json("[-9223372036854775808,0.5,1.0E300,-0.0,18446744073709551615]"));
    }

    @Test
    void read_textWithControlCharacters_isEscaped() {
        assertThat(content(packer -> packer.packString("a\n\u0000\"\\😀")))
                .isEqualTo(Content.json("\"a\\n\\u0000\\\"\\\\😀\""));
    }

    @Test
    void read_severalMaps_areCommandsInOrder() {
        byte[] two = MessagePacks.of(packer -> packer.packMapHeader(1).packString("type").packString("ping")
                .packMapHeader(1).packString("type").packString("pong"));

        assertThat(MessagePacks.read(two)).containsExactly(new Command.Ping("", false), new Command.Pong(""));
    }

    @Test
    void read_thousandsOfMaps_stopsWithARefusal() {
        byte[] ping = MessagePacks.of("{\"type\":\"ping\"}");
        byte[] many = new byte[ping.length * 1500];
        for (int i = 0; i < many.length; i++) {
            many[i] = ping[i % ping.length];
        }

        assertThat(MessagePacks.read(many)).hasSize(1001).last().isInstanceOf(Command.Invalid.class);
    }

    @Test
    void read_brokenAfterAGoodOne_theGoodOneAndOneRefusal() {
        assertThat(MessagePacks.read(HexFormat.of().parseHex("81a474797065a470696e67" + "c1"))).hasSize(2)
                .first().isEqualTo(new Command.Ping("", false));
    }

    @ParameterizedTest
    @CsvSource({"NaN, cb7ff8000000000000", "infinite, cb7ff0000000000000", "NaN of 32 bits, ca7fc00000",
        "an extension, d40100", "a time, d6ff00000000", "a long extension, c70501aabbccddee", "never used, c1",
        "too short a text, a568", "too long a text, dbffffffff", "a text of 2 GiB, db7fffffff61",
        "too long a binary, c6ffffffff", "a binary of 2 GiB, c67fffffff61", "too long a list, ddffffffff",
        "a list of 2 GiB, dd7fffffffc0", "too long a map, dfffffffff", "a map of 2 GiB, df7fffffffa161c0",
        "a key that is a number, 8101c0", "a key that is bytes, 81c40161c0", "a key that is nothing, 81c0c0",
        "not UTF-8, a2c328", "half a pair, a3eda080", "nothing, ''"})
    void read_contentThatCannotBe_malformed(String what, String content) {
        assertThat(invalid(CHAT + content).code()).as(what).isEqualTo(ErrorCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01", "c0", "a161", "9180", "c40161", "d40100", "ff", "1f8b"})
    void read_noMap_malformed(String hex) {
        assertThat(invalid(hex).code()).isEqualTo(ErrorCode.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"id, \"5\", 5", "channel, \"c\", c"})
    void read_bytesWhereATextIsWanted_malformed(String name, String ignored, String text) {
        byte[] bytes = MessagePacks.of(packer -> packer.packMapHeader(2).packString("type").packString("presence")
                .packString(name).packBinaryHeader(1).writePayload(text.getBytes(StandardCharsets.UTF_8)));

        assertThat(((Command.Invalid) one(bytes)).message()).contains("'" + name + "'");
    }

    @Test
    void read_asDeepAsAllowed_fineAndOneMoreIsNot() {
        assertThat(content(nested(99)).json()).isEqualTo("[".repeat(99) + "]".repeat(99));
        assertThat(((Command.Invalid) one(chat(nested(100)))).message()).contains("100");
    }

    private static MessagePacks.Writing nested(int depth) {
        return packer -> {
            for (int i = 1; i < depth; i++) {
                packer.packArrayHeader(1);
            }
            packer.packArrayHeader(0);
        };
    }

    @Test
    void read_asManyFieldsAsAllowed_fineAndOneMoreIsNot() {
        assertThat(one(fields(64))).isEqualTo(new Command.Ping("", false));
        assertThat(((Command.Invalid) one(fields(65))).message()).contains("64");
    }

    private static byte[] fields(int count) {
        return MessagePacks.of(packer -> {
            packer.packMapHeader(count).packString("type").packString("ping");
            for (int i = 1; i < count; i++) {
                packer.packString("f" + i).packNil();
            }
        });
    }

    @Test
    void read_textFrame_malformed() {
        assertThat(Dialect.MSGPACK.read("{\"type\":\"ping\"}")).singleElement().isInstanceOf(Command.Invalid.class);
        assertThat(Dialect.MSGPACK.read("ping")).singleElement().isInstanceOf(Command.Invalid.class);
    }

    @Property
    void read_anyBytes_neverThrows(@ForAll byte[] bytes) {
        assertThat(MessagePacks.read(bytes)).isNotEmpty();
    }

    @Property
    void read_anyBytesAsContent_neverThrowsNorAllocatesMuch(@ForAll @Size(max = 40) byte[] bytes) {
        byte[] prefix = HexFormat.of().parseHex(CHAT);
        byte[] frame = java.util.Arrays.copyOf(prefix, prefix.length + bytes.length);
        System.arraycopy(bytes, 0, frame, prefix.length, bytes.length);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MessagePacks.read(frame);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(MessagePacks.read(frame)).isNotEmpty();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
}
