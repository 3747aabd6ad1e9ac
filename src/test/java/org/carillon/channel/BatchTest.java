package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int LARGE = 1 << 20;
    private static final Format JSON = Format.of(Dialect.JSON);
    private static final Format JSONL = Format.of(Dialect.JSONL);

    private static ServerMessage message(long offset, int bytes) {
        return new ServerMessage.Published(new Publication("c", new Position("e", offset), Publication.Kind.MESSAGE,
                "anna", false, 0, Content.json('"' + "x".repeat(bytes) + '"'), ""));
    }

    private static Batch batch(List<ServerMessage> messages, int frameBytes) {
        return new Batch(messages, new Framer(frameBytes, LARGE, LARGE, 1));
    }

    private static List<ServerMessage> messages(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> message(i, 10)).toList();
    }

    @Test
    void frames_sameDialectAgain_theVerySameFrames() {
        Batch batch = batch(messages(3), LARGE);

        assertThat(batch.frames(JSON)).isSameAs(batch.frames(JSON));
        assertThat(batch.frames(JSONL)).isSameAs(batch.frames(JSONL));
    }

    @Test
    void frames_formatsOfTheSameText_shareTheFramesOfSingleMessages() {
        Batch batch = batch(messages(1), LARGE);

        assertThat(batch.frames(JSON).get(0)).isSameAs(batch.frames(JSONL).get(0));
        assertThat(batch.frames(Format.of(Dialect.MSGPACK)).get(0).binary()).isTrue();
    }

    @Test
    void frames_compressedAndPlainReceivers_eachGetTheirsOnce() {
        Format gzip = new Format(Dialect.JSONL, false, true);
        Batch batch = new Batch(List.of(message(1, 5000)), new Framer(LARGE, LARGE, 1024, 1));

        assertThat(batch.frames(gzip)).isSameAs(batch.frames(gzip)).singleElement()
                .satisfies(frame -> assertThat(frame.binary()).isTrue());
        assertThat(batch.frames(JSONL)).singleElement()
                .satisfies(frame -> assertThat(frame.binary()).isFalse());
    }

    @Test
    void frames_json_oneForEachMessageInOrder() {
        List<Frame> frames = batch(messages(3), LARGE).frames(JSON);

        assertThat(frames).hasSize(3);
        assertThat(frames).extracting(Frame::text).containsExactlyElementsOf(
                messages(3).stream().map(message -> Dialect.JSON.encode(message).text()).toList());
    }

    @Test
    void frames_jsonl_oneForAllMessages() {
        List<Frame> frames = batch(messages(3), LARGE).frames(JSONL);

        assertThat(frames).singleElement().extracting(Frame::text).isEqualTo(String.join("\n",
                messages(3).stream().map(message -> Dialect.JSON.encode(message).text()).toList()));
    }

    @Test
    void frames_oneMessageLargerThanAFrame_isOneFrame() {
        assertThat(batch(List.of(message(1, 5000)), 1024).frames(JSONL)).hasSize(1);
    }

    @Property
    void frames_anySizesInJsonl_orderKeptAndFramesWithinTheLimit(
            @ForAll @NotEmpty @Size(max = 30) List<@IntRange(max = 600) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 2000) int limit) {
        List<ServerMessage> messages = IntStream.range(0, sizes.size())
                .mapToObj(i -> message(i + 1, sizes.get(i))).toList();
        List<Frame> frames = batch(messages, limit).frames(JSONL);

        assertThat(frames.stream().flatMap(frame -> frame.text().lines()).toList()).isEqualTo(
                messages.stream().map(message -> Dialect.JSONL.encode(message).text()).toList());
        assertThat(frames).allSatisfy(frame -> assertThat(frame.bytes() <= limit || !frame.text().contains("\n"))
                .as("%d bytes in a frame of at most %d", frame.bytes(), limit).isTrue());
    }
}
