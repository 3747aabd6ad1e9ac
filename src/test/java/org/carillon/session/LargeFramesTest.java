package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class LargeFramesTest {
    private static final int FLIGHT = 1024;
    private static final int LIMIT = 4096;

    private final ManualClock clock = new ManualClock();
    private final ManualExecutor executor = new ManualExecutor();
    private final Settings settings = TestSettings.of("carillon.outbound.flight", "" + FLIGHT,
            "carillon.chunk.bytes", "" + LIMIT / 2, "carillon.chunk.memory", "" + LIMIT);
    private final LargeFrames frames = new LargeFrames(settings, executor, clock);
    private final List<String> sent = new ArrayList<>();

    private final class Client {
        private final FakeTransport socket;
        private final LargeFrames.Gate gate;
        private final String name;

        Client(String name, FakeTransport socket) {
            this.name = name;
            this.socket = socket;
            this.gate = frames.gate(socket);
        }

        Client(String name) {
            this(name, FakeTransport.later());
        }

        Client send(int bytes) {
            gate.way().send(Frame.of("x".repeat(bytes)), failure -> sent.add(name + (failure ? " failed" : "")));
            return this;
        }
    }

    @Test
    void send_smallFrames_neverWait() {
        new Client("large").send(LIMIT);
        Client small = new Client("small").send(FLIGHT).send(FLIGHT);
        small.socket.completeAll();

        assertThat(sent).containsExactly("small", "small");
    }

    @Test
    void send_whereBytesAreShared_nobodyWaits() {
        List<Client> clients = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            clients.add(new Client(name, FakeTransport.later().sharing()).send(LIMIT));
        }

        assertThat(clients).extracting(client -> client.socket.underWay()).containsExactly(1, 1, 1);
    }

    @Test
    void send_asManyAsAllowed_areUnderWay_theOthersInTheirTurn() {
        List<Client> clients = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            clients.add(new Client(name).send(LIMIT / 2));
        }
        assertThat(clients).extracting(client -> client.socket.underWay()).containsExactly(1, 1, 0, 0);
        clients.get(1).socket.complete();
        executor.runAll();
        assertThat(clients).extracting(client -> client.socket.underWay()).containsExactly(1, 0, 1, 0);
        clients.get(0).socket.complete(true);
        executor.runAll();
        clients.get(3).socket.complete();
        clients.get(2).socket.complete();

        assertThat(sent).containsExactly("b", "a failed", "d", "c");
    }

    @Test
    void send_oneLargerThanTheLimit_waitsUntilItIsAlone_andNobodyOvertakesIt() {
        Client first = new Client("first").send(FLIGHT + 1);
        Client huge = new Client("huge").send(2 * LIMIT);
        Client last = new Client("last").send(FLIGHT + 1);
        assertThat(huge.socket.underWay() + last.socket.underWay()).isZero();
        first.socket.complete();
        executor.runAll();
        assertThat(huge.socket.underWay()).isEqualTo(1);
        assertThat(last.socket.underWay()).isZero();
        huge.socket.complete();
        executor.runAll();

        assertThat(last.socket.underWay()).isEqualTo(1);
    }

    @Test
    void end_underWay_makesRoom_andALateReportHasNoEffect() {
        Client gone = new Client("gone").send(LIMIT);
        Client next = new Client("next").send(LIMIT);
        Client third = new Client("third").send(LIMIT);
        gone.gate.end();
        gone.gate.end();
        executor.runAll();
        gone.socket.complete();
        executor.runAll();

        assertThat(next.socket.underWay()).isEqualTo(1);
        assertThat(third.socket.underWay()).isZero();
        assertThat(sent).isEmpty();
    }

    @Test
    void end_waiting_takesNoTurn() {
        Client first = new Client("first").send(LIMIT);
        Client gone = new Client("gone").send(LIMIT);
        Client last = new Client("last").send(LIMIT);
        gone.gate.end();
        first.socket.complete();
        executor.runAll();

        assertThat(gone.socket.frames()).isEmpty();
        assertThat(last.socket.underWay()).isEqualTo(1);
    }

    @Test
    void send_thousandsThatLeaveAtOnce_allLeave() {
        new Client("slow").send(LIMIT).gate.end();
        for (int i = 0; i < 20_000; i++) {
            new Client("fast", FakeTransport.inline()).send(LIMIT / 2);
        }
        executor.runAll();

        assertThat(sent).hasSize(20_000);
    }

    @Test
    void admission_executorIsFull_isMadeByWhoMakesRoom() {
        Client first = new Client("first").send(LIMIT);
        Client next = new Client("next").send(LIMIT);
        executor.fill();
        first.socket.complete();

        assertThat(next.socket.underWay()).isEqualTo(1);
    }

    @Test
    void progress_ofAQueueWhoseFrameWaitsForOthers_isNow_andCountsFromItsTurn() {
        Client first = new Client("first").send(LIMIT);
        FakeTransport socket = FakeTransport.later();
        OutboundQueue queue = new OutboundQueue(Dialect.JSON, frames.gate(socket).way(), settings.outbound(), clock);
        queue.offer(Frame.of("x".repeat(LIMIT)));
        clock.advance(Duration.ofMinutes(5));
        assertThat(queue.progress()).isEqualTo(clock.millis());
        first.socket.complete();
        executor.runAll();
        long turn = clock.millis();
        clock.advance(Duration.ofMinutes(5));

        assertThat(queue.progress()).isEqualTo(turn);
        assertThat(queue.busy()).isTrue();
        socket.complete();
        assertThat(queue.busy()).isFalse();
    }

    @Test
    void close_waiting_reachesTheSocket() {
        new Client("first").send(LIMIT);
        Client waiting = new Client("waiting").send(LIMIT);
        waiting.gate.close(Disconnect.SHUTDOWN);
        waiting.gate.ping();

        assertThat(waiting.socket.closes()).containsExactly(Disconnect.SHUTDOWN);
        assertThat(waiting.socket.pings()).isEqualTo(1);
    }
}
