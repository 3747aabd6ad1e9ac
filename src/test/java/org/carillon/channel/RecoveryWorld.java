package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.carillon.Position;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.protocol.Dialect;

/** One server after the other, and the clients that outlive them, to which anything may happen. */
final class RecoveryWorld {
    /** Each channel forgets in its own way: soon by number, by bytes and age, hardly ever, and at once. */
    static final List<String> CHANNELS = List.of("few", "bytes", "long", "none");
    private static final String POLICIES = "lobby; few history=6; "
            + "bytes history=100 history.bytes=3000 history.age=10m; long history=5000; none history=0";
    private static final int STEPS_TO_SETTLE = 100_000;

    /** What may happen. */
    enum Kind {
        PUBLISH, SUBSCRIBE, SUBSCRIBE_ANEW, UNSUBSCRIBE, COME_BACK, DROP, TAKE, RUN, ANSWER, REFUSE, LATE, PROMPT, WAIT,
        RESTART, FULL, FREE
    }

    /** Something that happens to a client or a channel, and how much of it. */
    record Move(Kind kind, int client, int channel, int amount) {}

    private final List<ModelClient> clients = List.of(
            new ModelClient("anna", Dialect.JSON, this::vouches),
            new ModelClient("bert", Dialect.JSONL, this::vouches));
    private LateBroker broker;
    private Node node;

    RecoveryWorld() {
        start();
    }

    private void start() {
        node = new Node(memory -> {
            broker = new LateBroker(memory);
            return broker;
        }, "carillon.channels", POLICIES, "carillon.limits.message", "1024", "carillon.outbound.bytes", "4000",
                "carillon.outbound.flight", "3000", "carillon.outbound.pending", "2000000");
    }

    private Slice log(String channel) {
        boolean wasLate = broker.late(false);
        Slice log = broker.read(channel, Range.none()).toCompletableFuture().join();
        broker.late(wasLate);
        return log;
    }

    private boolean vouches(String channel, Position since) {
        return log(channel).holdsAfter(since);
    }

    void happens(Move move) {
        ModelClient client = clients.get(move.client);
        String channel = CHANNELS.get(move.channel);
        switch (move.kind) {
            case PUBLISH -> publish(channel, move.amount);
            case SUBSCRIBE -> client.subscribe(node, channel, true);
            case SUBSCRIBE_ANEW -> client.subscribe(node, channel, false);
            case UNSUBSCRIBE -> client.unsubscribe(node, channel);
            case COME_BACK -> client.comeBack(node);
            case DROP -> client.drop(node);
            case TAKE -> client.take(move.amount);
            case RUN -> IntStream.range(0, Math.min(move.amount, node.executor.waiting()))
                    .forEach(i -> node.executor.runOne());
            case ANSWER -> IntStream.range(0, Math.min(move.amount, broker.waiting()))
                    .forEach(i -> broker.answer());
            case REFUSE -> broker.refuse(move.amount);
            case LATE -> broker.late(true);
            case PROMPT -> broker.late(false);
            case WAIT -> node.clock.advance(Duration.ofMinutes(move.amount));
            case RESTART -> restart();
            case FULL -> node.executor.fill();
            case FREE -> node.executor.free();
        }
    }

    /** All are subscribed to all channels, and then away. */
    void allHaveBeenEverywhere() {
        CHANNELS.forEach(channel -> clients.forEach(client -> client.subscribe(node, channel, false)));
        settle();
        clients.forEach(client -> client.drop(node));
    }

    /** All come back at once, to a log that answers late. */
    void allComeBackTogether() {
        broker.late(true);
        clients.forEach(client -> client.comeBack(node));
    }

    void publish(String channel, int count) {
        for (int i = 0; i < count; i++) {
            node.publish(channel, '"' + "x".repeat((i + 1) * 379 % 900) + '"');
        }
    }

    private void restart() {
        clients.forEach(client -> client.drop(node));
        start();
    }

    /** Nothing more happens but what is under way. */
    void settle() {
        broker.late(false);
        boolean busy = true;
        for (int i = 0; busy; i++) {
            assertThat(i).as("steps until all is quiet").isLessThan(STEPS_TO_SETTLE);
            busy = node.executor.waiting() + broker.waiting() > 0;
            node.executor.runAll();
            while (broker.waiting() > 0) {
                broker.answer();
            }
            for (ModelClient client : clients) {
                busy |= client.take(1);
            }
        }
    }

    /** Once all is quiet, everybody has everything that it wants, and so has who comes back. */
    void assertAllArrivesNowAndAfterComingBack() {
        settle();
        assertAllArrived();
        clients.forEach(client -> client.comeBack(node));
        settle();
        assertNobodyIsClosed();
        assertAllArrived();
    }

    void assertNobodyIsClosed() {
        assertThat(clients).allSatisfy(client -> assertThat(client.closes()).isEmpty());
    }

    void assertAllArrived() {
        Map<String, Position> ends = new HashMap<>();
        CHANNELS.forEach(channel -> ends.put(channel, log(channel).position()));
        clients.stream().filter(ModelClient::open).forEach(client -> client.assertArrived(ends));
    }
}
