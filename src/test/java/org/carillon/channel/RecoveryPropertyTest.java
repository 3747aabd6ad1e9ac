package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.carillon.Position;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.protocol.Dialect;

/** Whatever happens in whatever order, no client sees a gap, a duplicate or a wrong order. */
class RecoveryPropertyTest {
    /** Each channel forgets in its own way: soon by number, by bytes and age, hardly ever, and at once. */
    private static final List<String> CHANNELS = List.of("few", "bytes", "long", "none");
    private static final String POLICIES = "lobby; few history=6; "
            + "bytes history=100 history.bytes=3000 history.age=10m; long history=5000; none history=0";
    private static final Set<Kind> RECOVERING =
            Set.of(Kind.TAKE, Kind.RUN, Kind.ANSWER, Kind.LATE, Kind.PROMPT, Kind.COME_BACK);
    private static final int STEPS_TO_SETTLE = 100_000;

    /** What may happen. */
    private enum Kind {
        PUBLISH, SUBSCRIBE, SUBSCRIBE_ANEW, UNSUBSCRIBE, COME_BACK, DROP, TAKE, RUN, ANSWER, REFUSE, LATE, PROMPT, WAIT,
        RESTART
    }

    /** Something that happens to a client or a channel, and how much of it. */
    private record Move(Kind kind, int client, int channel, int amount) {}

    /** One server after the other, and the clients that outlive them. */
    private static final class World {
        private final List<ModelClient> clients = List.of(
                new ModelClient("anna", Dialect.JSON, this::vouches),
                new ModelClient("bert", Dialect.JSONL, this::vouches));
        private LateBroker broker;
        private Node node;

        World() {
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
            }
        }

        private void publish(String channel, int count) {
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

        void assertAllArrived() {
            Map<String, Position> ends = new HashMap<>();
            CHANNELS.forEach(channel -> ends.put(channel, log(channel).position()));
            clients.stream().filter(ModelClient::open).forEach(client -> client.assertArrived(ends));
        }
    }

    @Provide
    Arbitrary<Move> moves() {
        return Combinators.combine(
                Arbitraries.frequency(
                        Tuple.of(12, Kind.PUBLISH), Tuple.of(6, Kind.SUBSCRIBE), Tuple.of(2, Kind.SUBSCRIBE_ANEW),
                        Tuple.of(2, Kind.UNSUBSCRIBE), Tuple.of(5, Kind.COME_BACK), Tuple.of(2, Kind.DROP),
                        Tuple.of(12, Kind.TAKE), Tuple.of(10, Kind.RUN), Tuple.of(8, Kind.ANSWER),
                        Tuple.of(1, Kind.REFUSE),
                        Tuple.of(3, Kind.LATE), Tuple.of(2, Kind.PROMPT), Tuple.of(1, Kind.WAIT),
                        Tuple.of(1, Kind.RESTART)),
                Arbitraries.integers().between(0, 1),
                Arbitraries.integers().between(0, CHANNELS.size() - 1),
                Arbitraries.integers().between(1, 12)).as(Move::new);
    }

    /** Replies alone never close a session, however many channels it recovers at once and however slowly it reads. */
    @Property(tries = 200)
    void clients_thatRecoverManyChannelsAtOnce_areNotClosed(
            @ForAll @Size(min = 1, max = 4) List<@From("moves") Move> published,
            @ForAll @Size(max = 40) List<@From("moves") Move> moves) {
        World world = new World();
        CHANNELS.forEach(channel -> world.clients.forEach(client -> client.subscribe(world.node, channel, false)));
        world.settle();
        world.clients.forEach(client -> client.drop(world.node));
        published.forEach(move -> world.publish(CHANNELS.get(move.channel), 3 * move.amount));
        world.broker.late(true);
        world.clients.forEach(client -> client.comeBack(world.node));
        moves.stream().filter(move -> RECOVERING.contains(move.kind)).forEach(world::happens);
        world.settle();
        assertThat(world.clients).allSatisfy(client -> assertThat(client.closes()).isEmpty());
        world.assertAllArrived();
    }

    @Property(tries = 1000)
    void clients_whateverHappens_seeNeitherGapNorDuplicate(
            @ForAll @Size(min = 10, max = 120) List<@From("moves") Move> moves) {
        World world = new World();
        moves.forEach(world::happens);
        world.settle();
        world.assertAllArrived();
        world.clients.forEach(client -> client.comeBack(world.node));
        world.settle();
        assertThat(world.clients).allSatisfy(client -> assertThat(client.closes()).isEmpty());
        world.assertAllArrived();
    }
}
