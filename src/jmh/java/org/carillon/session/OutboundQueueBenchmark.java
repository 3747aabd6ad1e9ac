package org.carillon.session;

import java.time.Clock;
import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Samples;
import org.carillon.testing.TestSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A frame's way through the queue of one session: {@code src/bench/jmh.sh OutboundQueue}. */
@State(Scope.Thread)
public class OutboundQueueBenchmark {
    private static final int GATHERED = 8;

    /** The dialect: {@code JSONL} joins frames that wait. */
    @Param({"JSON", "JSONL"})
    public Dialect dialect;

    private final Feed feed = new Feed();
    private final CountingTransport socket = new CountingTransport(true);
    private List<Frame> frames;
    private Frame reply;
    private OutboundQueue atOnce;
    private OutboundQueue later;

    /** Makes the queues. */
    @Setup
    public void prepare() {
        reply = dialect.encode(Samples.published("text", 1L));
        frames = List.of(reply);
        atOnce = queue(new CountingTransport(false));
        later = queue(socket);
    }

    private OutboundQueue queue(Transport transport) {
        OutboundQueue queue = new OutboundQueue(
                dialect, transport, TestSettings.of().outbound(), Clock.systemUTC());
        queue.start(feed, List.of());
        return queue;
    }

    /** A channel's frame that leaves at once. */
    @Benchmark
    public void offered() {
        atOnce.offer(feed, frames);
    }

    /** A reply that leaves at once. */
    @Benchmark
    public void replied() {
        atOnce.offer(reply);
    }

    /** A frame of eight that gather while the first is under way; the time of one. */
    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public long gathered() {
        for (int i = 0; i < GATHERED; i++) {
            later.offer(feed, frames);
        }
        return socket.complete();
    }
}
