package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.carillon.Content;
import org.carillon.Publication.Kind;
import org.carillon.protocol.Command;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Binary frames of clients. */
class FrameDecoderTest {
    private static final int LIMIT = 1000;
    private static final byte[] PING = {(byte) 0x81, (byte) 0xa4, 't', 'y', 'p', 'e', (byte) 0xa4, 'p', 'i', 'n', 'g'};

    private static FrameDecoder decoder(Dialect dialect, boolean gzip) {
        return new FrameDecoder(new Format(dialect, false, gzip), LIMIT);
    }

    private static ByteBuffer gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static ByteBuffer gzip(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_compressedCommands_areRead() {
        assertThat(decoder(Dialect.JSONL, true).read(gzip("{\"type\":\"ping\"}\n{\"type\":\"pong\"}")).orElseThrow())
                .containsExactly(new Command.Ping("", false), new Command.Pong(""));
        assertThat(decoder(Dialect.MSGPACK, true).read(gzip(PING)).orElseThrow())
                .containsExactly(new Command.Ping("", false));
    }

    @Test
    void read_plainFrameOfASessionThatOffersGzip_isReadAsEver() {
        assertThat(decoder(Dialect.MSGPACK, true).read(ByteBuffer.wrap(PING)).orElseThrow())
                .containsExactly(new Command.Ping("", false));
    }

    @Test
    void read_compressedFrameOfASessionThatOffersNothing_isContentOrMalformed() {
        ByteBuffer frame = gzip("{\"type\":\"ping\"}");

        assertThat(decoder(Dialect.JSONL, false).read(frame.duplicate()).orElseThrow()).containsExactly(
                new Command.Publish("", "", Kind.MESSAGE, Content.bytes(frame.array()), "", ""));
        assertThat(decoder(Dialect.MSGPACK, false).read(frame.duplicate()).orElseThrow()).singleElement()
                .isInstanceOf(Command.Invalid.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"JSONL", "MSGPACK"})
    void read_compressedAndOverTheLimit_isNothing(Dialect dialect) {
        assertThat(decoder(dialect, true).read(gzip(" ".repeat(LIMIT)))).isPresent();
        assertThat(decoder(dialect, true).read(gzip(" ".repeat(LIMIT + 1)))).isEmpty();
    }

    @Test
    void read_compressedTextThatIsNotUtf8_malformed() {
        assertThat(decoder(Dialect.JSONL, true).read(gzip(new byte[] {'{', (byte) 0xff})).orElseThrow())
                .singleElement().isInstanceOf(Command.Invalid.class);
    }

    @Test
    void read_tornGzip_malformed() {
        assertThat(decoder(Dialect.JSONL, true).read(ByteBuffer.wrap(new byte[] {0x1f, (byte) 0x8b, 8})).orElseThrow())
                .singleElement().isInstanceOf(Command.Invalid.class);
    }
}
