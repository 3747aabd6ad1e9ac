package org.carillon.channel;

import java.util.concurrent.CompletionStage;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a session's publish to its 10 receivers, over the engine in memory: {@code src/bench/jmh.sh Publish}. */
@State(Scope.Thread)
public class PublishBenchmark {
    private static final String CHANNEL = "room:1";
    private static final int RECEIVERS = 10;

    /** How many publications the log keeps. */
    @Param({"0", "100"})
    public int history;

    private Rig rig;
    private ClientSession sender;
    private Draft draft;
    private long keys;

    /** Opens the sessions. */
    @Setup
    public void prepare() {
        rig = new Rig("room:* presence=off history=" + history);
        sender = rig.subscribed(CHANNEL);
        for (int i = 1; i < RECEIVERS; i++) {
            rig.subscribed(CHANNEL);
        }
        draft = Rig.draft(CHANNEL, "");
    }

    /** Without a reply. */
    @Benchmark
    public CompletionStage<Broker.Receipt> published() {
        return rig.service.publish(sender, draft, false);
    }

    /** With a reply that says where it is. */
    @Benchmark
    public void acked() {
        acked(draft);
    }

    /** With a reply, and a key of its own. */
    @Benchmark
    public void keyed() {
        acked(Rig.draft(CHANNEL, "key-" + keys++));
    }

    private void acked(Draft publication) {
        sender.reply(rig.service.publish(sender, publication, false), (receipt, failure) -> {
            if (receipt == null) {
                throw new IllegalStateException("every publication is accepted here", failure);
            }
            sender.send(new ServerMessage.Ack("17", receipt.position(), receipt.duplicate()));
        });
    }
}
