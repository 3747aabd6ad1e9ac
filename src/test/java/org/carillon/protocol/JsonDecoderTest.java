package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Publication.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {

    private static Command one(String text) {
        List<Command> commands = JsonDecoder.read(text);
        assertThat(commands).hasSize(1);
        return commands.get(0);
    }

    private static Command.Invalid invalid(String text) {
        assertThat(one(text)).isInstanceOf(Command.Invalid.class);
        return (Command.Invalid) one(text);
    }

    private static Command.Publish publish(String id, String channel, Kind kind, String content) {
        return new Command.Publish(id, channel, kind, Content.json(content), "", "");
    }

    @Test
    void read_auth() {
        assertThat(one("{\"type\":\"auth\",\"token\":\"t\"}")).isEqualTo(new Command.Auth("", "t", ""));
        assertThat(one("{\"type\":\"login\",\"username\":\"anna\",\"token\":\"t\",\"id\":1}"))
                .isEqualTo(new Command.Auth("1", "t", "anna"));
    }

    @Test
    void read_pingAndPong() {
        assertThat(one("ping")).isEqualTo(new Command.Ping("", true));
        assertThat(one("{\"type\":\"ping\"}")).isEqualTo(new Command.Ping("", false));
        assertThat(one("{\"type\":\"pong\",\"id\":\"x\"}")).isEqualTo(new Command.Pong("\"x\""));
    }

    @Test
    void read_subscribe() {
        assertThat(one("{\"type\":\"subscribe\",\"channel\":\"room:1\",\"presence\":true}"))
                .isEqualTo(new Command.Subscribe("", "room:1", Optional.empty(), true));
        assertThat(one("{\"type\":\"subscribe\",\"channel\":\"room:1\"}"))
                .isEqualTo(new Command.Subscribe("", "room:1", Optional.empty(), false));
        assertThat(one("{\"type\":\"unsubscribe\",\"channel\":\"room:1\",\"id\":7}"))
                .isEqualTo(new Command.Unsubscribe("7", "room:1"));
        assertThat(one("{\"type\":\"presence\",\"channel\":\"room:1\"}"))
                .isEqualTo(new Command.Presence("", "room:1"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"\"cpu\",metric:cpu", "7,metric:7", "-1.5e3,metric:-1.5e3",
            "\"é\",metric:é"})
    void read_subscribeToAMetric_isItsChannel(String metric, String channel) {
        assertThat(one("{\"type\":\"subscribe\",\"metricId\":" + metric + "}"))
                .isEqualTo(new Command.Subscribe("", channel, Optional.empty(), false));
        assertThat(one("{\"type\":\"unsubscribe\",\"metricId\":" + metric + "}"))
                .isEqualTo(new Command.Unsubscribe("", channel));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "true", "null"})
    void read_subscribeToAMetricThatIsNeitherTextNorNumber_malformed(String metric) {
        assertThat(invalid("{\"type\":\"subscribe\",\"metricId\":" + metric + "}").code())
                .isEqualTo(ErrorCode.MALFORMED);
    }

    @Test
    void read_publish() {
        assertThat(one("{\"type\":\"publish\",\"channel\":\"c\",\"content\":{\"b\":1.0,\"a\":[1e2]},"
                + "\"key\":\"k\",\"slot\":\"s\",\"id\":\"i\"}")).isEqualTo(new Command.Publish("\"i\"", "c",
                Kind.MESSAGE, Content.json("{\"b\":1.0,\"a\":[1e2]}"), "k", "s"));
    }

    @ParameterizedTest
    @CsvSource({"message,MESSAGE", "data,MESSAGE", "chat,CHAT"})
    void read_messageWithoutChannel_goesToTheDefaultChannel(String type, Kind kind) {
        assertThat(one("{\"type\":\"" + type + "\",\"content\":\"hi\"}")).isEqualTo(publish("", "", kind, "\"hi\""));
        assertThat(one("{\"type\":\"" + type + "\",\"channel\":\"c\",\"content\":null}"))
                .isEqualTo(publish("", "c", kind, "null"));
    }

    @Test
    void read_idAndData_isAMessageWithAKey() {
        Command.Publish command = (Command.Publish) one("{\"id\":1,\"data\":{\"x\":1},\"timestamp\":99}");

        assertThat(command).usingRecursiveComparison().ignoringFields("key")
                .isEqualTo(publish("1", "", Kind.MESSAGE, "{\"x\":1}"));
        assertThat(command.key()).isNotEmpty();
    }

    @Test
    void read_idAndData_keyDiffersByIdDataAndTimestampOnly() {
        String key = key("{\"id\":1,\"data\":1,\"timestamp\":99}");

        assertThat(key("{\"timestamp\":99,\"extra\":true,\"data\":1,\"id\":1}")).isEqualTo(key);
        assertThat(List.of(key("{\"id\":2,\"data\":1,\"timestamp\":99}"), key("{\"id\":1,\"data\":2,\"timestamp\":99}"),
                key("{\"id\":1,\"data\":1,\"timestamp\":98}"), key("{\"id\":1,\"data\":1}"))).doesNotContain(key);
    }

    @Test
    void read_idAndDataWithAHugeTimestamp_keyStaysShort() {
        String timestamp = '"' + "x".repeat(60_000) + '"';

        assertThat(key("{\"id\":1,\"data\":1,\"timestamp\":" + timestamp + "}").length()).isLessThan(200);
    }

    private static String key(String text) {
        return ((Command.Publish) one(text)).key();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello Server!", "", " ", "[1,2]", "\"ping\"", "PING", " ping", "pong", "null",
            "a\nb\t\"\\\u0001é😀"})
    void read_textThatIsNoObject_isAMessageAsItIs(String text) {
        Command.Publish command = (Command.Publish) one(text);

        assertThat(command.channel()).isEmpty();
        assertThat(JsonObject.read("{\"t\":" + command.content().json() + "}").text("t")).isEqualTo(text);
    }

    @Test
    void read_bytes_areAMessageInBase64() {
        assertThat(JsonDecoder.read(ByteBuffer.wrap(new byte[] {0, -1, 1}))).containsExactly(new Command.Publish(
                "", "", Kind.MESSAGE, new Content("\"AP8B\"", true), "", ""));
    }

    @Test
    void read_severalObjects_areCommandsInOrder() {
        assertThat(JsonDecoder.read("{\"type\":\"ping\",\"id\":1}\n{\"type\":\"ping\",\"id\":2}\n")).containsExactly(
                new Command.Ping("1", false), new Command.Ping("2", false));
    }

    @Test
    void read_brokenAfterGoodOnes_theGoodOnesAndOneRefusal() {
        List<Command> commands = JsonDecoder.read("{\"type\":\"ping\",\"id\":1}\n{\"type\":\n{\"type\":\"ping\"}");

        assertThat(commands).hasSize(2).first().isEqualTo(new Command.Ping("1", false));
        assertThat(commands.get(1)).isInstanceOf(Command.Invalid.class);
    }

    @Test
    void read_thousandsOfObjects_stopsWithARefusal() {
        List<Command> commands = JsonDecoder.read("{\"type\":\"ping\"}\n".repeat(5000));

        assertThat(commands).hasSize(1001).last().isInstanceOf(Command.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9007199254740991", "-9007199254740991", "\"\"", "\"a\\u0041\\n\""})
    void read_idAllowed_isEchoedAsWritten(String id) {
        assertThat(one("{\"type\":\"ping\",\"id\":" + id + "}").id()).isEqualTo(id);
    }

    @Test
    void read_idOf64Characters_allowed() {
        String id = '"' + "é".repeat(64) + '"';

        assertThat(one("{\"type\":\"ping\",\"id\":" + id + "}").id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992", "-9007199254740992", "99999999999999999999", "1.0", "1e3", "true",
            "{}", "[]", "\"\\ud800\"", "\"12345678901234567890123456789012345678901234567890123456789012345\""})
    void read_idNotAllowed_malformedWithoutId(String id) {
        Command.Invalid refusal = invalid("{\"type\":\"ping\",\"id\":" + id + "}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal.id()).isEmpty();
    }

    @Test
    void read_idNull_isNone() {
        assertThat(one("{\"type\":\"ping\",\"id\":null}").id()).isEqualTo(Command.NO_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"id\":5}", "{\"id\":5,\"timestamp\":1}", "{\"id\":5,\"type\":1,\"data\":1}",
            "{\"id\":5,\"type\":\"auth\"}", "{\"id\":5,\"type\":\"auth\",\"token\":1}",
            "{\"id\":5,\"type\":\"login\",\"token\":\"t\",\"username\":1}", "{\"id\":5,\"type\":\"subscribe\"}",
            "{\"id\":5,\"type\":\"subscribe\",\"channel\":\"\"}", "{\"id\":5,\"type\":\"subscribe\",\"channel\":1}",
            "{\"id\":5,\"type\":\"subscribe\",\"channel\":\"a\\nb\"}",
            "{\"id\":5,\"type\":\"subscribe\",\"channel\":\"c\",\"presence\":\"yes\"}",
            "{\"id\":5,\"type\":\"subscribe\",\"channel\":\"\\ud800\"}",
            "{\"id\":5,\"type\":\"publish\",\"content\":1}", "{\"id\":5,\"type\":\"publish\",\"channel\":\"c\"}",
            "{\"id\":5,\"type\":\"message\"}",
            "{\"id\":5,\"type\":\"publish\",\"channel\":\"c\",\"content\":1,\"key\":1}",
            "{\"id\":5,\"type\":\"publish\",\"channel\":\"c\",\"content\":1,\"slot\":[]}"})
    void read_wrongOrMissingField_malformedWithItsId(String text) {
        Command.Invalid refusal = invalid(text);

        assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(refusal.id()).isEqualTo("5");
        assertThat(refusal.message()).as("names the field").contains("'");
    }

    @Test
    void read_namesAtTheirLimit_allowedAndOneMoreIsNot() {
        String longest = "é".repeat(255);

        assertThat(one("{\"type\":\"subscribe\",\"channel\":\"" + longest + "\"}"))
                .isEqualTo(new Command.Subscribe("", longest, Optional.empty(), false));
        assertThat(invalid("{\"type\":\"subscribe\",\"channel\":\"" + longest + "x\"}").code())
                .isEqualTo(ErrorCode.MALFORMED);
        assertThat(invalid("{\"type\":\"chat\",\"content\":1,\"slot\":\"" + longest + "x\"}").message())
                .contains("slot");
        assertThat(invalid("{\"type\":\"chat\",\"content\":1,\"key\":\"" + longest + "x\"}").message()).contains("key");
        assertThat(invalid("{\"type\":\"auth\",\"token\":\"" + "x".repeat(8193) + "\"}").message()).contains("token");
    }

    @Test
    void read_unknownType_refusedByNameInShort() {
        Command.Invalid refusal = invalid("{\"type\":\"" + "x".repeat(500) + "\",\"id\":\"a\"}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(refusal.id()).isEqualTo("\"a\"");
        assertThat(refusal.message()).contains("xxx").hasSizeLessThan(150);
    }

    @Test
    void read_unknownFields_areIgnored() {
        assertThat(one("{\"x\":{\"type\":\"chat\"},\"type\":\"ping\",\"y\":[]}")).isEqualTo(new Command.Ping("",
                false));
    }

    @Provide
    Arbitrary<String> values() {
        return JsonTexts.values();
    }

    @Property
    void read_anyContent_travelsAsWritten(@ForAll("values") String content) {
        Command.Publish command =
                (Command.Publish) one("{\"type\":\"publish\",\"channel\":\"c\",\"content\":" + content + "}");

        assertThat(command.content().json()).isEqualTo(content.replace('\n', ' ').replace('\r', ' '));
    }

    @Property
    void read_anyText_neverThrows(@ForAll String text) {
        assertThat(JsonDecoder.read(text)).isNotEmpty();
        assertThat(JsonDecoder.read("{" + text)).isNotEmpty();
    }
}
