package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.channel.CatchUp.Step;
import org.carillon.channel.ModelLog.Event;
import org.carillon.cluster.Slice;
import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final int ROOM = 4096;

    /**
     * What happens before a page is read.
     *
     * @param room how many bytes may then be offered
     */
    private record Before(Event event, int amount, int room) {}

    @Provide
    Arbitrary<Before> befores() {
        return Combinators.combine(
                Arbitraries.frequency(
                        Tuple.of(6, Event.NOTHING), Tuple.of(6, Event.PUBLISH),
                        Tuple.of(3, Event.TRIM), Tuple.of(1, Event.EXPIRE),
                        Tuple.of(1, Event.RESTART)),
                Arbitraries.integers().between(1, 8),
                Arbitraries.of(0, 300, 600, ROOM, 64 * 1024)).as(Before::new);
    }

    /** Either all that was missed comes, once each and in order, or "lost" is said. */
    @Property(tries = 3000)
    void catchUp_whateverHappensBetweenPages_allOrLost(
            @ForAll @IntRange(max = 40) int published, @ForAll @IntRange(max = 45) int since,
            @ForAll @IntRange(max = 40) int live, @ForAll @Size(max = 25) List<@From("befores") Before> befores) {
        ModelLog log = new ModelLog();
        log.happens(Event.PUBLISH, published);
        Position upTo = new Position("e0", Math.min(live, published));
        CatchUp catchUp = new CatchUp(new Position("e0", since), upTo);
        List<Long> got = new ArrayList<>();
        for (int i = 0; i <= befores.size() + 60; i++) {
            Before before = i < befores.size() ? befores.get(i) : new Before(Event.NOTHING, 0, ROOM);
            log.happens(before.event(), before.amount());
            Step step = catchUp.take(log.read(catchUp.next(before.room())));
            if (step instanceof Step.Lost) {
                Position at = new Position("e0", since + got.size());
                assertThat(!log.vouchesAfter(at) || since > upTo.offset()).as("lost though %s is there", at).isTrue();
                return;
            }
            Step.Page page = (Step.Page) step;
            page.publications().forEach(publication -> got.add(publication.position().offset()));
            assertThat(got).isEqualTo(LongStream.rangeClosed(since + 1L, page.reached().offset()).boxed().toList());
            assertThat(page.last()).isEqualTo(page.reached().equals(upTo));
            if (page.last()) {
                return;
            }
        }
        throw new AssertionError("no end: " + got + " of " + upTo);
    }

    /** A log that answers wrongly is not believed. */
    @Property(tries = 500)
    void take_aHoleOrStrangersAmongTheAnswer_lost(
            @ForAll @IntRange(min = 2, max = 8) int count, @ForAll @IntRange(max = 6) int where,
            @ForAll boolean hole) {
        List<Publication> answer = new ArrayList<>();
        for (long offset = 1; offset <= count; offset++) {
            answer.add(ModelLog.publication(new Position("e0", offset)));
        }
        int index = where % (count - 1);
        if (hole) {
            answer.remove(index);
        } else {
            answer.set(index, ModelLog.publication(new Position("e1", index + 1L)));
        }
        CatchUp catchUp = new CatchUp(new Position("e0", 0), new Position("e0", count));
        catchUp.next(ROOM);

        assertThat(catchUp.take(new Slice(new Position("e0", count), 1, answer))).isInstanceOf(Step.Lost.class);
    }

    @Test
    void take_nothingAlthoughSomethingWasAskedForAndIsMissing_lostRatherThanForEver() {
        CatchUp catchUp = new CatchUp(new Position("e0", 0), new Position("e0", 3));
        catchUp.next(ROOM);

        assertThat(catchUp.take(new Slice(new Position("e0", 3), 1, List.of()))).isInstanceOf(Step.Lost.class);
    }

    @Test
    void take_moreThanWasAskedFor_lost() {
        CatchUp catchUp = new CatchUp(new Position("e0", 0), new Position("e0", 1));
        catchUp.next(ROOM);
        List<Publication> two = List.of(ModelLog.publication(new Position("e0", 1)),
                ModelLog.publication(new Position("e0", 2)));

        assertThat(catchUp.take(new Slice(new Position("e0", 2), 1, two))).isInstanceOf(Step.Lost.class);
    }
}
