package org.carillon.channel;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import org.carillon.channel.RecoveryWorld.Kind;
import org.carillon.channel.RecoveryWorld.Move;

/** Whatever happens in whatever order, no client sees a gap, a duplicate or a wrong order. */
class RecoveryPropertyTest {
    private static final Set<Kind> RECOVERING =
            Set.of(Kind.TAKE, Kind.RUN, Kind.ANSWER, Kind.LATE, Kind.PROMPT, Kind.COME_BACK);

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
                Arbitraries.integers().between(0, RecoveryWorld.CHANNELS.size() - 1),
                Arbitraries.integers().between(1, 12)).as(Move::new);
    }

    /** Replies alone never close a session, however many channels it recovers at once and however slowly it reads. */
    @Property(tries = 200)
    void clients_thatRecoverManyChannelsAtOnce_areNotClosed(
            @ForAll @Size(min = 1, max = 4) List<@From("moves") Move> published,
            @ForAll @Size(max = 40) List<@From("moves") Move> moves) {
        RecoveryWorld world = new RecoveryWorld();
        world.allHaveBeenEverywhere();
        published.forEach(move -> world.publish(RecoveryWorld.CHANNELS.get(move.channel()), 3 * move.amount()));
        world.allComeBackTogether();
        moves.stream().filter(move -> RECOVERING.contains(move.kind())).forEach(world::happens);
        world.settle();
        world.assertNobodyIsClosed();
        world.assertAllArrived();
    }

    @Property(tries = 1000)
    void clients_whateverHappens_seeNeitherGapNorDuplicate(
            @ForAll @Size(min = 10, max = 120) List<@From("moves") Move> moves) {
        RecoveryWorld world = new RecoveryWorld();
        moves.forEach(world::happens);
        world.assertAllArrivesNowAndAfterComingBack();
    }
}
