package org.carillon.endpoint.tyrus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.carillon.protocol.Frame;
import org.junit.jupiter.api.Test;

class TyrusSocketTest {
    private final ManualWriter writer = new ManualWriter();
    private final TyrusSocket socket = new TyrusSocket(Wire.of(writer));
    private final List<Boolean> failures = new ArrayList<>();

    @Test
    void send_frame_reportsOnceItHasLeft() {
        socket.send(Frame.of("ab"), failures::add);

        assertThat(writer.written).containsExactly(new byte[] {(byte) 0x81, 2, 'a', 'b'});
        assertThat(failures).isEmpty();
        writer.unreported.remove().completed(ByteBuffer.allocate(0));
        assertThat(failures).containsExactly(false);
    }

    @Test
    void send_severalFrames_reportsEach() {
        socket.send(Frame.of("a"), failures::add);
        socket.send(Frame.of("b"), failures::add);

        writer.unreported.remove().completed(ByteBuffer.allocate(0));
        writer.unreported.remove().failed(new IOException("gone"));

        assertThat(failures).containsExactly(false, true);
    }

    @Test
    void send_cancelledByTheContainer_isAFailure() {
        socket.send(Frame.of("a"), failures::add);

        writer.unreported.remove().cancelled();

        assertThat(failures).containsExactly(true);
    }

    @Test
    void ping_whileAFrameIsUnderWay_isEmptyAndReportedToNobody() {
        socket.send(Frame.of("a"), failures::add);
        socket.ping();

        assertThat(writer.written.get(1)).containsExactly(0x89, 0);
        writer.unreported.remove();
        writer.unreported.remove().completed(ByteBuffer.allocate(0));
        assertThat(failures).isEmpty();
    }
}
