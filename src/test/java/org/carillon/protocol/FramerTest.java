package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.carillon.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages on the way to clients that offer chunks or gzip. */
class FramerTest {
    private static final int CHUNK = 2000;
    private static final Framer FRAMER = new Framer(8000, CHUNK, 1024, 1);

    private static ServerMessage message(int length) {
        return new ServerMessage.Notification("portal", 1, Content.json('"' + "é\\\"x".repeat(length / 5) + '"'));
    }

    private static Frame single(Format format, int length) {
        return FRAMER.frames(format, List.of(format.dialect().encode(message(length)))).get(0);
    }

    @ParameterizedTest
    @EnumSource
    void frames_largeMessageForAClientThatTakesNoChunks_isWhole(Dialect dialect) {
        Frame frame = single(Format.of(dialect), 50_000);

        assertThat(frame.parts()).isEmpty();
        assertThat(frame.bytes()).isEqualTo(dialect.encode(message(50_000)).bytes());
    }

    @ParameterizedTest
    @EnumSource
    void frames_largeMessage_isChunksWhosePartsAreTheMessage(Dialect dialect) throws Exception {
        Frame frame = single(new Format(dialect, true, false), 50_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder();
        List<Frame> parts = frame.parts();
        String transfer = "";
        for (int i = 0; i < parts.size(); i++) {
            JsonObject chunk = dialect.binary() ? Chunks.binary(parts.get(i), bytes) : Chunks.text(parts.get(i), text);
            transfer = i == 0 ? chunk.text("of") : transfer;
            assertThat(chunk.text("type")).isEqualTo("chunk");
            assertThat(chunk.text("of")).isEqualTo(transfer).hasSizeBetween(1, 64);
            assertThat(chunk.number("index", 0, 1000)).isEqualTo(i);
            assertThat(chunk.flag("last")).isEqualTo(i == parts.size() - 1);
        }

        assertThat(parts.size()).isGreaterThan(20);
        assertThat(frame.bytes()).isEqualTo(parts.stream().mapToInt(Frame::bytes).sum());
        Frame whole = dialect.encode(message(50_000));
        assertThat(text.toString()).isEqualTo(whole.text());
        assertThat(bytes.toByteArray()).isEqualTo(whole.data().array().length == 0 ? new byte[0]
                : whole.data().array());
    }

    @Test
    void frames_messageOfTheLimit_isWholeAndOneByteMoreIsNot() {
        Format chunks = new Format(Dialect.JSON, true, false);

        assertThat(FRAMER.frames(chunks, List.of(Frame.of("x".repeat(CHUNK)))).get(0).parts()).isEmpty();
        assertThat(FRAMER.frames(chunks, List.of(Frame.of("x".repeat(CHUNK + 1)))).get(0).parts()).hasSize(2);
    }

    @Test
    void frames_chunksAmongSmallMessages_joinOnlyTheSmallOnes() {
        Format format = new Format(Dialect.JSONL, true, false);
        List<Frame> singles = Stream.of(10, 10, 50_000, 10, 10)
                .map(length -> Dialect.JSONL.encode(message(length))).toList();
        List<Frame> frames = FRAMER.frames(format, singles);

        assertThat(frames).hasSize(3);
        assertThat(frames.get(0).text()).isEqualTo(singles.get(0).text() + '\n' + singles.get(1).text());
        assertThat(frames.get(1).parts()).isNotEmpty();
        assertThat(frames.get(2).text()).isEqualTo(singles.get(3).text() + '\n' + singles.get(4).text());
    }

    @ParameterizedTest
    @EnumSource(names = {"JSONL", "MSGPACK"})
    void frames_aboveTheThreshold_areCompressedAndOthersAreNot(Dialect dialect) {
        Format gzip = new Format(dialect, false, true);
        Frame large = single(gzip, 5000);

        assertThat(Gzip.compressed(large.data())).isTrue();
        assertThat(Gzip.inflate(large.data(), 1 << 20)).isPresent();
        assertThat(large.bytes()).isLessThan(1000);
        assertThat(single(gzip, 100).joinable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"BARE", "JSON"})
    void gzip_whereMessagesAreNotJoined_isNotOnOffer(Dialect dialect) {
        assertThat(new Format(dialect, false, true).gzip()).isFalse();
    }

    @Test
    void frames_chunksAndGzip_eachChunkIsCompressed() {
        Frame frame = single(new Format(Dialect.JSONL, true, true), 50_000);

        assertThat(frame.parts()).hasSizeGreaterThan(20);
        assertThat(frame.parts().subList(0, 20)).allSatisfy(
                part -> assertThat(Gzip.compressed(part.data())).isTrue());
    }

    @Test
    void ordinals_ofAllFormats_differAndAreBelowTheirCount() {
        List<Integer> ordinals = Stream.of(Dialect.values()).flatMap(dialect -> Stream.of(Format.of(dialect),
                        new Format(dialect, true, false), new Format(dialect, false, true),
                        new Format(dialect, true, true))).distinct().map(Format::ordinal).toList();

        assertThat(ordinals).doesNotHaveDuplicates().allMatch(ordinal -> ordinal >= 0 && ordinal < Format.count());
    }

    @ParameterizedTest
    @EnumSource
    void whole_format_isTheSameWithoutChunks(Dialect dialect) {
        assertThat(new Format(dialect, true, true).whole()).isEqualTo(new Format(dialect, false, true));
        assertThat(new Format(dialect, true, false).whole()).isEqualTo(Format.of(dialect));
        assertThat(Format.of(dialect).whole()).isEqualTo(Format.of(dialect));
    }

    @Provide
    Arbitrary<String> mixed() {
        return Arbitraries.of("a", "é", "漢", "😀", "\ud800").list().ofMaxSize(60).map(list -> String.join("", list));
    }

    @Property
    void cut_anyText_inOrderWithinTheLimitAndNoPairIsSplit(
            @ForAll("mixed") String text, @ForAll @IntRange(min = 1, max = 20) int limit) {
        List<String> pieces = Cut.text(text, limit).stream().map(part -> ((Part.Text) part).text()).toList();

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).allSatisfy(piece -> assertThat(
                Frame.utf8Length(piece) <= limit || piece.codePointCount(0, piece.length()) == 1).isTrue());
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i)).isNotEmpty();
            assertThat(Character.isSurrogatePair(
                    pieces.get(i - 1).charAt(pieces.get(i - 1).length() - 1), pieces.get(i).charAt(0))).isFalse();
        }
    }

    @Property
    void cut_anyBytes_inOrderAndWithinTheLimit(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int limit) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Part part : Cut.bytes(bytes, limit)) {
            assertThat(part.bytes()).isBetween(1, limit);
            joined.writeBytes(((Part.Binary) part).data());
        }
        assertThat(joined.toByteArray()).isEqualTo(bytes);
    }
}
