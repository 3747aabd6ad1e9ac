package org.carillon.protocol;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading one command in JSON: {@code src/bench/jmh.sh Decoding}. */
@State(Scope.Thread)
public class DecodingBenchmark {
    /** What the client asks; a publish of a text or of an object. */
    @Param({"text", "object", "subscribe"})
    public String command;

    private String frame;

    /** Makes the frame. */
    @Setup
    public void prepare() {
        frame = command.equals("subscribe")
                ? "{\"type\":\"subscribe\",\"id\":3,\"channel\":\"room:1\","
                        + "\"since\":{\"epoch\":\"1w3kzq8p2a\",\"offset\":17}}"
                : "{\"type\":\"publish\",\"id\":17,\"channel\":\"room:1\",\"content\":" + Samples.json(command) + '}';
    }

    /** From the text of a frame to commands. */
    @Benchmark
    public List<Command> json() {
        return JsonDecoder.read(frame);
    }
}
