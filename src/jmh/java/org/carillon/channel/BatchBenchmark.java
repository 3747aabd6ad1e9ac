package org.carillon.channel;

import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Framer;
import org.carillon.protocol.Samples;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.testing.TestSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The frames of a batch in one format, which all its receivers share: {@code src/bench/jmh.sh Batch}. */
@State(Scope.Thread)
public class BatchBenchmark {
    /** The format: a dialect, and whether it is compressed. */
    @Param({"JSON", "JSONL", "MSGPACK", "JSONL+gzip"})
    public String format;

    /** How many messages gathered. */
    @Param({"1", "8", "64"})
    public int messages;

    private List<ServerMessage> run;
    private Framer framer;
    private Format chosen;

    /** Makes the messages. */
    @Setup
    public void prepare() {
        run = Samples.published("text", messages);
        framer = ClientSession.framer(TestSettings.of());
        chosen = new Format(Dialect.valueOf(format.replace("+gzip", "")), false, format.endsWith("+gzip"));
    }

    /** Encoding, joining and compressing. */
    @Benchmark
    public List<Frame> frames() {
        return new Batch(run, framer).frames(chosen);
    }
}
