package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplyLineTest {
    private final ReplyLine line = new ReplyLine(3);
    private final List<String> given = Collections.synchronizedList(new ArrayList<>());

    private Runnable says(String reply) {
        return () -> given.add(reply);
    }

    @Test
    void give_noneWaits_isGivenAtOnce() {
        line.give(says("a"));
        line.give(says("b"));

        assertThat(given).containsExactly("a", "b");
    }

    @Test
    void give_oneBeforeIsNotKnown_waitsForIt() {
        Consumer<Runnable> first = line.keep();
        line.give(says("b"));
        assertThat(given).isEmpty();

        first.accept(says("a"));
        assertThat(given).containsExactly("a", "b");
        line.give(says("c"));
        assertThat(given).containsExactly("a", "b", "c");
    }

    @Test
    void keep_knownInOtherOrder_areGivenInTheOrderOfTheirPlaces() {
        Consumer<Runnable> first = line.keep();
        Consumer<Runnable> second = line.keep();
        Consumer<Runnable> third = line.keep();
        second.accept(says("b"));
        third.accept(says("c"));
        assertThat(given).isEmpty();

        first.accept(says("a"));
        assertThat(given).containsExactly("a", "b", "c");
    }

    @Test
    void give_byAReply_comesAfterIt() {
        line.give(() -> {
            line.give(says("after"));
            given.add("first");
        });

        assertThat(given).containsExactly("first", "after");
    }

    @Test
    void full_asManyWaitAsMay_untilTheyAreGiven() {
        Consumer<Runnable> first = line.keep();
        line.keep().accept(says("b"));
        assertThat(line.full()).isFalse();
        line.give(says("c"));
        assertThat(line.full()).isTrue();

        first.accept(says("a"));
        assertThat(line.full()).isFalse();
    }

    @Test
    void keep_knownByManyThreads_everyReplyIsGivenOnceInOrder() throws Exception {
        int count = 2000;
        List<Consumer<Runnable>> places = IntStream.range(0, count).mapToObj(i -> line.keep()).toList();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        IntStream.range(0, count).forEach(i -> executor.execute(() -> places.get(i).accept(says("" + i))));
        executor.shutdown();

        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(given).containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "" + i).toList());
    }
}
