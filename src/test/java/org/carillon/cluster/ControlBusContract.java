package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carillon.Content;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link ControlBus} must do. */
public abstract class ControlBusContract {
    /** The bus as one node sees it. */
    protected abstract ControlBus create();

    /** What a node hears from now on. */
    protected static List<ControlMessage> heardBy(ControlBus bus) {
        List<ControlMessage> heard = new CopyOnWriteArrayList<>();
        bus.listen(heard::add);
        return heard;
    }

    /** One message of each kind. */
    protected static List<ControlMessage> oneOfEach() {
        return List.of(new ControlMessage.Kick("anna \"{\u00fc\ud83d\ude00}"), new ControlMessage.EndLogin("login"),
                new ControlMessage.Logout("http:x"),
                new ControlMessage.Recheck("anna \"x"), new ControlMessage.Drain("a-1"), new ControlMessage.Lift("a-1"),
                new ControlMessage.Notify("bert", 1_900_000_000_000L, Content.json("{\"a\":[1.10,\"\\u00fc\"]}")),
                new ControlMessage.Notify("bert", 1, Content.bytes(new byte[] {0, -1})));
    }

    @Test
    void send_eachKind_isHeardByTheNodeItselfOnceAndAtOnce() {
        ControlBus bus = create();
        List<ControlMessage> heard = heardBy(bus);
        for (ControlMessage message : oneOfEach()) {
            assertThat(bus.send(message).toCompletableFuture().join()).isEqualTo(message);
        }

        assertThat(heard).isEqualTo(oneOfEach());
    }
}
