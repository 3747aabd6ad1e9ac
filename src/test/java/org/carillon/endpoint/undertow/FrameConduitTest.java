package org.carillon.endpoint.undertow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.channels.Configurable;
import org.xnio.conduits.ConduitStreamSinkChannel;

class FrameConduitTest {
    private final NarrowSocket socket = new NarrowSocket();
    private final ConduitStreamSinkChannel channel = new ConduitStreamSinkChannel(Configurable.EMPTY, socket);
    private final List<Boolean> failures = new ArrayList<>();
    private FrameConduit conduit;

    @BeforeEach
    void inFrontOfTheSocket() {
        conduit = FrameConduit.before(channel);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void send_socketWithRoom_leavesAtOnce() throws IOException {
        conduit.send(bytes("frame"), failures::add);

        assertThat(socket.text()).isEqualTo("frame");
        assertThat(failures).containsExactly(false);
        assertThat(socket.resumed).as("waits for room").isFalse();
    }

    @Test
    void send_socketThatIsFull_waitsForRoomAndIsToldOnce() throws IOException {
        socket.room = 2;
        conduit.send(bytes("frame"), failures::add);
        assertThat(failures).isEmpty();
        assertThat(socket.resumed).as("waits for room").isTrue();

        socket.room = 1;
        assertThat(channel.flush()).isFalse();
        socket.room = 9;
        assertThat(channel.flush()).isTrue();
        assertThat(channel.flush()).isTrue();

        assertThat(socket.text()).isEqualTo("frame");
        assertThat(failures).containsExactly(false);
    }

    @Test
    void write_ofUndertow_waitsForTheRestOfAFrame() throws IOException {
        socket.room = 2;
        conduit.send(bytes("frame"), failures::add);
        ByteBuffer ping = bytes("ping");
        assertThat(channel.write(ping)).isZero();

        socket.room = 9;
        assertThat(channel.write(ping)).isEqualTo(4);

        assertThat(socket.text()).isEqualTo("frameping");
        assertThat(failures).containsExactly(false);
    }

    @Test
    void write_gatheredByUndertow_waitsForTheRestOfAFrame() throws IOException {
        socket.room = 2;
        conduit.send(bytes("frame"), failures::add);
        ByteBuffer[] close = {bytes("cl"), bytes("ose")};
        assertThat(channel.write(close, 0, 2)).isZero();

        socket.room = 99;
        assertThat(channel.write(close, 0, 2)).isEqualTo(5);

        assertThat(socket.text()).isEqualTo("frameclose");
    }

    @Test
    void send_withinAFrameOfUndertow_comesAfterIt() throws IOException {
        socket.room = 2;
        ByteBuffer ping = bytes("ping");
        assertThat(channel.write(ping)).isEqualTo(2);
        socket.room = 9;
        conduit.send(bytes("frame"), failures::add);
        assertThat(failures).isEmpty();

        channel.write(new ByteBuffer[] {ping}, 0, 1);
        assertThat(channel.flush()).isTrue();

        assertThat(socket.text()).isEqualTo("pingframe");
        assertThat(failures).containsExactly(false);
    }

    @Test
    void send_whenTheFrameBeforeIsTold_leavesRightAfterIt() throws IOException {
        conduit.send(bytes("a"), failure -> {
            failures.add(failure);
            socket.room = 0;
        });
        conduit.send(bytes("b"), failures::add);
        socket.room = 1;
        channel.flush();

        assertThat(socket.text()).isEqualTo("ab");
        assertThat(failures).containsExactly(false, false);
    }

    @Test
    void send_brokenSocket_isAFailure() {
        socket.broken = true;

        assertThatThrownBy(() -> conduit.send(bytes("frame"), failures::add)).hasMessage("broken");
        assertThat(failures).containsExactly(true);
    }

    @Test
    void end_frameUnderWay_isAFailureToldOnce() throws IOException {
        socket.room = 2;
        conduit.send(bytes("frame"), failures::add);

        conduit.end();
        conduit.end();
        socket.room = 9;
        channel.flush();

        assertThat(failures).containsExactly(true);
        assertThat(socket.text()).isEqualTo("fr");
    }

    @Test
    void send_largeFrame_isHandedOverInPieces() throws IOException {
        String large = "x".repeat(1_000_000);
        socket.room = 300_000;
        conduit.send(bytes(large), failures::add);
        assertThat(socket.written.size()).isEqualTo(300_000);

        socket.room = Integer.MAX_VALUE;
        channel.flush();

        assertThat(socket.text()).isEqualTo(large);
        assertThat(socket.largest).as("bytes that are copied before they are written").isLessThan(200_000);
        assertThat(failures).containsExactly(false);
    }
}
