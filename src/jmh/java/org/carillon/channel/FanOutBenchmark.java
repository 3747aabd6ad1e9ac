package org.carillon.channel;

import org.carillon.Position;
import org.carillon.Publication;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Handing publications to the sessions of one channel, without a socket: {@code src/bench/jmh.sh FanOut}. */
@State(Scope.Thread)
public class FanOutBenchmark {
    private static final String CHANNEL = "room:1";
    private static final int GATHERED = 8;

    /** How many sessions. */
    @Param({"10", "1000", "10000"})
    public int sessions;

    private Rig rig;
    private Publication publication;

    /** Opens the sessions. */
    @Setup
    public void prepare() {
        rig = new Rig("room:* presence=off");
        for (int i = 0; i < sessions; i++) {
            rig.subscribed(CHANNEL);
        }
        publication = Rig.draft(CHANNEL, "").at(new Position("1w3kzq8p2a", 1), 1_900_000_000_000L);
    }

    /** One publication to all. */
    @Benchmark
    public void one() {
        rig.broadcaster.noted(publication);
        rig.broadcaster.flush(CHANNEL);
    }

    /** Eight publications that gathered, to all; the time of the eight. */
    @Benchmark
    public void eight() {
        for (int i = 0; i < GATHERED; i++) {
            rig.broadcaster.noted(publication);
        }
        rig.broadcaster.flush(CHANNEL);
    }
}
