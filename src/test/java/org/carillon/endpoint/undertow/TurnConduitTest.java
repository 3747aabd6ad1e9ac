package org.carillon.endpoint.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.channels.Configurable;
import org.xnio.conduits.ConduitStreamSourceChannel;

class TurnConduitTest {
    private static final int BUFFER = 16 * 1024;

    private final EndlessSocket socket = new EndlessSocket();
    private final ConduitStreamSourceChannel channel = new ConduitStreamSourceChannel(Configurable.EMPTY, socket);
    private final Queue<Runnable> afterOthers = new ArrayDeque<>();
    private boolean closing;
    private int cut;
    private int told;

    @BeforeEach
    void inFrontOfTheSocket() {
        TurnConduit.before(channel, () -> closing, afterOthers::add, () -> cut++, bytes -> told += bytes);
        channel.resumeReads();
    }

    private int read() throws IOException {
        return channel.read(ByteBuffer.allocate(BUFFER));
    }

    private void readATurn() throws IOException {
        for (int bytes = 0; bytes < TurnConduit.TURN; bytes += BUFFER) {
            assertThat(read()).isEqualTo(BUFFER);
        }
    }

    @Test
    void read_withoutAPause_givesWayToOthers_andGoesOnAfterThem() throws IOException {
        readATurn();
        assertThat(read()).isZero();
        assertThat(socket.resumed).as("wants to be read").isFalse();
        assertThat(channel.isReadResumed()).isTrue();

        afterOthers.remove().run();

        assertThat(socket.woken).isTrue();
        assertThat(read()).isEqualTo(BUFFER);
        assertThat(afterOthers).isEmpty();
    }

    @Test
    void read_socketThatPauses_beginsAnew() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(read()).isEqualTo(BUFFER);
            socket.most = 100;
            assertThat(read()).isEqualTo(100);
            socket.most = Integer.MAX_VALUE;
        }

        assertThat(afterOthers).isEmpty();
    }

    @Test
    void suspendReads_whileOthersAreRead_holdsAfterThem() throws IOException {
        readATurn();
        channel.suspendReads();
        afterOthers.remove().run();

        assertThat(socket.woken).isFalse();
        assertThat(socket.resumed).isFalse();
    }

    @Test
    void resumeReads_whileOthersAreRead_takesEffectAfterThem() throws IOException {
        readATurn();
        channel.suspendReads();
        channel.wakeupReads();
        assertThat(socket.woken).isFalse();
        afterOthers.remove().run();

        assertThat(socket.woken).isTrue();
    }

    @Test
    void read_afterOurClose_oneTurn_thenTheConnectionIsCut() throws IOException {
        read();
        closing = true;
        readATurn();
        assertThat(cut).isEqualTo(1);
        assertThat(read()).isZero();
        assertThat(told).as("read while the session was open").isEqualTo(BUFFER);

        assertThat(afterOthers).isEmpty();
        assertThat(socket.resumed).as("wants to be read").isFalse();
    }
}
