package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large messages in parts, and compressed frames, on their way through a session's queue. */
class OutboundQueuePartsTest {
    private static final int CHUNK = 1024;

    private final FakeTransport socket = FakeTransport.later();

    private ClientSession session(Format format) {
        return new ClientSession("s", format, "::1", socket, TestSettings.of("carillon.chunk.size", "" + CHUNK,
                "carillon.limits.message", "1024", "carillon.outbound.bytes", "4096"), new ManualClock());
    }

    private static ServerMessage message(String content) {
        return new ServerMessage.Notification("portal", 1, Content.json('"' + content + '"'));
    }

    @ParameterizedTest
    @EnumSource
    void send_messageLargerThanTheBound_leavesInPartsAndTheNextOneAfterThem(Dialect dialect) {
        ClientSession session = session(new Format(dialect, true, false));
        session.send(message("x".repeat(20_000)));
        socket.completeAll();
        session.send(message("next"));
        socket.completeAll();

        List<Frame> frames = socket.frames();
        Frame next = dialect.encode(message("next"));
        assertThat(frames).hasSizeGreaterThan(20);
        assertThat(frames.subList(0, frames.size() - 1))
                .allSatisfy(frame -> assertThat(frame.bytes()).isBetween(1, CHUNK + 200));
        assertThat(frames.get(frames.size() - 1).text()).isEqualTo(next.text());
        assertThat(frames.get(frames.size() - 1).data()).isEqualTo(next.data());
        assertThat(session.queue().closing()).isEqualTo(Optional.empty());
        assertThat(session.queue().busy()).isFalse();
    }

    @Test
    void send_partsOfOneMessage_areOneAfterTheOtherUnderWayWhereFramesMayBeJoined() {
        session(new Format(Dialect.JSONL, true, false)).send(message("x".repeat(5000)));

        assertThat(socket.underWay()).isEqualTo(1);
        socket.complete();
        assertThat(socket.underWay()).isEqualTo(1);
    }

    @Test
    void send_compressedFrameAmongOthers_isNotJoined() {
        ClientSession session = session(new Format(Dialect.JSONL, false, true));
        session.send(new ServerMessage.Ping());
        session.send(message("a"));
        session.send(message("x".repeat(2000)));
        session.send(message("b"));
        session.send(message("c"));
        socket.completeAll();

        assertThat(socket.frames()).extracting(Frame::binary).containsExactly(false, false, true, false);
        assertThat(socket.texts().get(3)).contains("\"b\"").contains("\n").contains("\"c\"");
    }

    @Test
    void close_amidTheParts_dropsTheRest() {
        ClientSession session = session(new Format(Dialect.JSON, true, false));
        session.identify(new Identity("anna", Optional.empty(), java.util.Map.of()));
        session.send(message("x".repeat(100_000)));
        int sent = socket.frames().size();
        session.closeNow(org.carillon.protocol.Disconnect.SHUTDOWN);

        assertThat(socket.frames()).hasSize(sent);
        assertThat(socket.closes()).hasSize(1);
    }
}
