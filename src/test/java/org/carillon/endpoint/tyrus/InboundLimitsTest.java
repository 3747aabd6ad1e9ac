package org.carillon.endpoint.tyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.carillon.endpoint.tyrus.ClientFrames.PING;
import static org.carillon.endpoint.tyrus.ClientFrames.PONG;
import static org.carillon.endpoint.tyrus.ClientFrames.TEXT;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Command;
import org.carillon.testing.ManualClock;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.junit.jupiter.api.Test;

/** What a client sends that is too much: pings that are not answered, and bytes after the end of its session. */
class InboundLimitsTest {
    private final ByteArrayOutputStream forTyrus = new ByteArrayOutputStream();
    private final CountedWire wire = new CountedWire();
    private final TyrusSocket socket = new TyrusSocket(wire);
    private final Inbound inbound = new Inbound(this::tyrus, socket);
    private int texts;
    private int pings;
    private int pongs;

    InboundLimitsTest() {
        socket.listen(new Limited());
    }

    /** Counts how often the connection was ended. */
    private static final class CountedWire implements Wire {
        private int closed;
        private int cut;

        @Override
        public void write(byte[] frame, CompletionHandler<ByteBuffer> handler) {}

        @Override
        public void close() {
            closed++;
        }

        @Override
        public void cut() {
            cut++;
        }
    }

    /** Lets one ping be answered. */
    private final class Limited implements Incoming {
        @Override
        public List<Command> text(String part, boolean last) {
            texts++;
            return List.of();
        }

        @Override
        public List<Command> binary(ByteBuffer part, boolean last) {
            return List.of();
        }

        @Override
        public boolean prompt(List<Command> commands) {
            return true;
        }

        @Override
        public void carryOut(List<Command> commands) {}

        @Override
        public boolean pinged() {
            return pings++ == 0;
        }

        @Override
        public void ponged() {
            pongs++;
        }

        @Override
        public void tooLarge() {
            throw new AssertionError("nothing is too large");
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    private void tyrus(ByteBuffer data) {
        while (data.hasRemaining()) {
            forTyrus.write(data.get());
        }
    }

    private void receive(byte[] bytes) {
        inbound.handle(ByteBuffer.wrap(bytes));
    }

    @Test
    void handle_pingThatIsTooMany_isSkipped_andWhatFollowsIsRead() {
        byte[] first = new ClientFrames().frame(PING, true, (byte) 1).bytes();

        receive(first);
        receive(new ClientFrames().frame(PING, true, (byte) 2).frame(PONG, true, (byte) 3).text("a").bytes());

        assertThat(forTyrus.toByteArray()).isEqualTo(first);
        assertThat(pings).isEqualTo(2);
        assertThat(pongs).isEqualTo(1);
        assertThat(texts).isEqualTo(1);
    }

    @Test
    void handle_pingWithinFragments_isSkippedToo() {
        byte[] first = new ClientFrames().frame(PING, true).frame(TEXT, false, (byte) 'a').bytes();
        byte[] last = new ClientFrames().frame(ClientFrames.CONTINUATION, true, (byte) 'b').bytes();

        receive(first);
        receive(new ClientFrames().frame(PING, true).bytes());
        receive(last);

        assertThat(forTyrus.toByteArray()).startsWith(first).endsWith(last).hasSize(first.length + last.length);
    }

    @Test
    void handle_afterTheEnd_readsTheAnswerToTheClose_andNotForEver() {
        byte[] piece = new ClientFrames().frame(PING, true, new byte[100]).bytes();
        receive(piece);
        socket.end();
        for (int bytes = 0; bytes + piece.length <= Inbound.AFTERWARDS; bytes += piece.length) {
            receive(piece);
        }
        assertThat(wire.closed).as("ended").isZero();

        ByteBuffer more = ByteBuffer.wrap(piece);
        inbound.handle(more);

        assertThat(wire.closed).as("ended").isEqualTo(1);
        assertThat(more.hasRemaining()).as("comes again").isFalse();
    }

    @Test
    void farewell_clientThatKeepsItsConnection_isCutAfterAWhile() {
        ManualClock clock = new ManualClock();
        Farewells farewells = new Farewells(clock);
        farewells.add(socket);
        farewells.sweep();
        assertThat(wire.cut).isZero();

        clock.advance(Duration.ofMillis(Farewells.PATIENCE_MILLIS));
        farewells.sweep();
        farewells.sweep();

        assertThat(wire.cut).isEqualTo(1);
    }
}
