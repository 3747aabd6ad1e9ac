package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.carillon.Content;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** A queue whose transport takes several frames at once: frames that wait leave together, and stay frames. */
class OutboundQueueGatherTest {
    private final FakeTransport socket = FakeTransport.later().gathering();

    private ClientSession session(Format format) {
        return new ClientSession("s", format, "::1", socket, TestSettings.of("carillon.chunk.size", "1024",
                "carillon.limits.message", "1024", "carillon.outbound.bytes", "65536",
                "carillon.outbound.flight", "4096"), new ManualClock());
    }

    private static ServerMessage message(String content) {
        return new ServerMessage.Notification("portal", 1, Content.json('"' + content + '"'));
    }

    private static String wire(Frame frame) {
        return new String(frame.wire(), StandardCharsets.ISO_8859_1);
    }

    private static String wire(Dialect dialect, String... contents) {
        StringBuilder all = new StringBuilder();
        for (String content : contents) {
            all.append(wire(dialect.encode(message(content))));
        }
        return all.toString();
    }

    @Test
    void send_whileAFrameIsUnderWay_nextOnesLeaveTogether() {
        ClientSession session = session(Format.of(Dialect.JSON));
        for (String content : List.of("a", "b", "c")) {
            session.send(message(content));
        }

        assertThat(socket.frames()).extracting(OutboundQueueGatherTest::wire)
                .containsExactly(wire(Dialect.JSON, "a"));
        socket.complete();
        assertThat(socket.frames().subList(1, 2)).extracting(OutboundQueueGatherTest::wire)
                .containsExactly(wire(Dialect.JSON, "b", "c"));
        socket.complete();
        assertThat(session.queue().busy()).isFalse();
        assertThat(session.queue().busy()).isFalse();
    }

    @Test
    void send_moreThanAFlight_leavesInSeveral() {
        ClientSession session = session(Format.of(Dialect.JSON));
        String filler = "x".repeat(900);
        IntStream.range(0, 11).forEach(i -> session.send(message(i + filler)));
        socket.completeAll();

        assertThat(socket.frames()).hasSize(4).allSatisfy(frame -> assertThat(frame.bytes()).isLessThan(4096));
        assertThat(socket.frames().stream().mapToInt(Frame::bytes).sum())
                .isEqualTo(IntStream.range(0, 11).map(i -> Dialect.JSON.encode(message(i + filler)).bytes()).sum());
        assertThat(session.queue().closing()).isEqualTo(Optional.empty());
    }

    @Test
    void send_partsOfALargeMessage_leaveWithWhatComesAfterThem() {
        ClientSession session = session(new Format(Dialect.JSON, true, false));
        session.send(message("first"));
        session.send(message("x".repeat(2500)));
        session.send(message("next"));
        socket.completeAll();

        assertThat(socket.frames()).hasSize(2);
        assertThat(wire(socket.frames().get(1))).contains("\"type\":\"chunk\"")
                .endsWith(wire(Dialect.JSON, "next"));
    }

    @Test
    void send_dialectThatJoins_isJoinedAsEver() {
        ClientSession session = session(Format.of(Dialect.JSONL));
        for (String content : List.of("a", "b", "c")) {
            session.send(message(content));
        }
        socket.complete();

        assertThat(socket.frames().get(1).text()).contains("\"b\"").contains("\n").contains("\"c\"");
    }

    @Test
    void end_whileGatheredFramesAreUnderWay_forgetsThem() {
        ClientSession session = session(Format.of(Dialect.JSON));
        session.send(message("a"));
        session.send(message("b"));
        session.queue().end();
        socket.completeAll();

        assertThat(socket.frames()).hasSize(1);
        assertThat(session.queue().busy()).isFalse();
    }
}
