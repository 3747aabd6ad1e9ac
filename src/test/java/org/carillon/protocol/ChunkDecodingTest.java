package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.carillon.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How parts of a command are read, and what they make. */
class ChunkDecodingTest {
    private static final String START = "{\"type\":\"chunk\",\"id\":5,";

    private static Command one(String text) {
        return JsonDecoder.read(text).get(0);
    }

    @Test
    void read_chunk() {
        assertThat(one(START + "\"of\":\"t\",\"index\":2,\"last\":true,\"data\":\"{\\\"a\"}"))
                .isEqualTo(new Command.Chunk("5", "t", 2, true, new Part.Text("{\"a")));
        assertThat(one("{\"type\":\"chunk\",\"of\":\"t\",\"index\":0,\"data\":\"\"}"))
                .isEqualTo(new Command.Chunk("", "t", 0, false, new Part.Text("")));
    }

    @Test
    void read_chunkCutWithinASurrogatePair_isTakenAsItIs() {
        Command.Chunk chunk = (Command.Chunk) one(START + "\"of\":\"t\",\"index\":0,\"data\":\"\\ud83c\"}");

        assertThat(chunk.data()).isEqualTo(new Part.Text("\ud83c"));
    }

    @Test
    void read_chunkOfBytes() {
        Command.Chunk chunk = (Command.Chunk) one(
                START + "\"of\":\"t\",\"index\":0,\"encoding\":\"base64\",\"data\":\"AP8B\"}");

        assertThat(((Part.Binary) chunk.data()).data()).containsExactly(0, -1, 1);
    }

    @Test
    void read_transferOf64Characters_isAllowed() {
        String of = "é".repeat(64);

        assertThat(one(START + "\"of\":\"" + of + "\",\"index\":0,\"data\":\"\"}"))
                .extracting(command -> ((Command.Chunk) command).of()).isEqualTo(of);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'index':0,'data':''", "'of':'','index':0,'data':''", "'of':1,'index':0,'data':''",
        "'of':'12345678901234567890123456789012345678901234567890123456789012345','index':0,'data':''",
        "'of':'t','data':''", "'of':'t','index':-1,'data':''", "'of':'t','index':0.5,'data':''",
        "'of':'t','index':'0','data':''", "'of':'t','index':1000000001,'data':''", "'of':'t','index':0",
        "'of':'t','index':0,'data':null", "'of':'t','index':0,'data':{}", "'of':'t','index':0,'data':'','last':1",
        "'of':'t','index':0,'data':'','encoding':'hex'", "'of':'t','index':0,'data':'','encoding':1",
        "'of':'t','index':0,'data':'*','encoding':'base64'", "'of':'t','index':0,'data':'AAA','encoding':'base64',"
        + "'last':true,'of':'\\ud83c'"})
    void read_chunkThatCannotBeRead_isMalformed(String fields) {
        Command command = one(START + fields.replace('\'', '"') + '}');

        assertThat(command).isInstanceOf(Command.Invalid.class);
        assertThat(((Command.Invalid) command).code()).isEqualTo(ErrorCode.MALFORMED);
        assertThat(command.id()).isEqualTo("5");
    }

    @Test
    void whole_oneCommand_isRead() {
        assertThat(JsonDecoder.whole(" {\"type\":\"subscribe\",\"id\":1,\"channel\":\"c\"}\n"))
                .isEqualTo(new Command.Subscribe("1", "c", Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ping", "[1]", "{", "{\"type\":\"ping\"}{\"type\":\"ping\"}",
        "{\"type\":\"ping\"} x", "Hello Server!"})
    void whole_anythingElse_isMalformed(String text) {
        assertThat(JsonDecoder.whole(text)).isInstanceOf(Command.Invalid.class)
                .extracting(command -> ((Command.Invalid) command).code()).isEqualTo(ErrorCode.MALFORMED);
    }
}
