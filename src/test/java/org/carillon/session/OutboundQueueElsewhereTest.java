package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** A queue whose frames are sent by another thread, a moment later. */
class OutboundQueueElsewhereTest {
    private final Settings settings = TestSettings.of();
    private final FakeTransport socket = FakeTransport.inline().elsewhere();

    private OutboundQueue queue(Dialect dialect) {
        return new OutboundQueue(dialect, socket, settings.outbound(), new ManualClock());
    }

    private static void offer(OutboundQueue queue, String... texts) {
        for (String text : texts) {
            queue.offer(Frame.of(text));
        }
    }

    @Test
    void offers_beforeTheOtherThreadComes_areHandedOverOnce_andLeaveTogether() {
        OutboundQueue queue = queue(Dialect.JSONL);
        offer(queue, "a", "b", "c");

        assertThat(socket.writes()).isEqualTo(1);
        assertThat(queue.busy()).isTrue();
        socket.writeAll();
        assertThat(socket.texts()).containsExactly("a\nb\nc");
        assertThat(queue.busy()).isFalse();
    }

    @Test
    void offers_afterIt_areHandedOverAgain() {
        OutboundQueue queue = queue(Dialect.JSON);
        for (String text : List.of("a", "b")) {
            offer(queue, text);
            socket.writeAll();
        }

        assertThat(socket.texts()).containsExactly("a", "b");
    }

    @Test
    void close_afterWhatWaits_comesWhenItHasLeft() {
        OutboundQueue queue = queue(Dialect.JSON);
        offer(queue, "last words");
        queue.close(Disconnect.EXPIRED, false);

        assertThat(socket.closes()).isEmpty();
        socket.writeAll();
        assertThat(socket.texts()).containsExactly("last words");
        assertThat(socket.closes()).containsExactly(Disconnect.EXPIRED);
    }

    @Test
    void close_atOnce_doesNotWaitForTheOtherThread() {
        OutboundQueue queue = queue(Dialect.JSON);
        queue.close(Disconnect.SHUTDOWN, true);

        assertThat(socket.closes()).containsExactly(Disconnect.SHUTDOWN);
        assertThat(socket.writes()).isZero();
    }
}
