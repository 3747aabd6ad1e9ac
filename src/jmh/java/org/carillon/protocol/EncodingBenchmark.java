package org.carillon.protocol;

import org.carillon.Position;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding one message: {@code src/bench/jmh.sh Encoding}. */
@State(Scope.Thread)
public class EncodingBenchmark {
    /** The dialect; those of text encode alike. */
    @Param({"JSON", "MSGPACK"})
    public Dialect dialect;

    /** A publication of a text or of an object, encoded once for all its receivers; or the reply to a publish. */
    @Param({"text", "object", "ack"})
    public String message;

    private ServerMessage prepared;

    /** Makes the message. */
    @Setup
    public void prepare() {
        prepared = message.equals("ack")
                ? new ServerMessage.Ack("17", new Position("1w3kzq8p2a", 123_456), false)
                : Samples.published(message, 123_456L);
    }

    /** From the message to its frame. */
    @Benchmark
    public Frame frame() {
        return dialect.encode(prepared);
    }
}
