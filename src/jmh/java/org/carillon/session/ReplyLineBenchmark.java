package org.carillon.session;

import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The order of replies: {@code src/bench/jmh.sh ReplyLine}. */
@State(Scope.Thread)
public class ReplyLineBenchmark {
    private final ReplyLine line = new ReplyLine(10_000);
    private long given;
    private final Runnable reply = () -> given++;

    /** A reply that is known at once. */
    @Benchmark
    public long given() {
        line.give(reply);
        return given;
    }

    /** A place that is kept, and its reply that follows. */
    @Benchmark
    public long kept() {
        Consumer<Runnable> place = line.keep();
        place.accept(reply);
        return given;
    }

    /** Another reply comes between a place and its reply. */
    @Benchmark
    public long overtaken() {
        Consumer<Runnable> place = line.keep();
        line.give(reply);
        place.accept(reply);
        return given;
    }
}
