package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Numbered messages through a cluster, until it is said to be enough, while a test makes parts of it fail. */
public final class ClusterStorm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> DIALECTS = List.of("carillon.v1.json", "carillon.v1.jsonl");

    private final List<ClusterReader> readers = new ArrayList<>();
    private final List<ClusterWriter> writers = new ArrayList<>();
    private final String name;

    /**
     * A storm in a channel that nobody has used, which is declared by {@code storm:*}.
     *
     * @param name what a failure names, such as a seed
     * @param doors where clients connect to: a reader of each dialect and two writers for each
     */
    public ClusterStorm(String name, List<URL> doors) {
        String channel = "storm:" + Long.toHexString(System.nanoTime());
        this.name = name;
        int count = 2 * doors.size();
        for (int i = 0; i < count; i++) {
            URL door = doors.get(i % doors.size());
            readers.add(new ClusterReader(door, DIALECTS.get(i / doors.size()), channel, count));
            writers.add(new ClusterWriter(door, channel, i));
        }
    }

    /** Begins; the writers do not before every reader has subscribed. */
    public ClusterStorm start() {
        readers.forEach(StormClient::start);
        await("every reader has subscribed", () -> readers.stream().allMatch(ClusterReader::subscribed));
        writers.forEach(StormClient::start);
        return this;
    }

    /** Waits until each writer has so many more acknowledgements. */
    public void awaitMore(int count) {
        int[] before = acked();
        await("each writer has " + count + " more acknowledgements than " + List.of(before), () -> {
            int[] now = acked();
            boolean all = true;
            for (int i = 0; i < now.length; i++) {
                all &= now[i] >= before[i] + count;
            }
            return all;
        });
    }

    /** Lets the writers end, and waits until each reader has all that was acknowledged. */
    public void finish() {
        writers.forEach(ClusterWriter::finish);
        await("all is acknowledged", () -> writers.stream().allMatch(ClusterWriter::done));
        int[] last = acked();
        await("every reader has all", () -> readers.stream().allMatch(reader -> reader.has(last)));
    }

    /** How many messages were acknowledged, by writer. */
    public int[] acked() {
        return writers.stream().mapToInt(ClusterWriter::acked).toArray();
    }

    /** How often readers were told that nothing could be recovered. */
    public int breaks() {
        return readers.stream().mapToInt(ClusterReader::breaks).sum();
    }

    /** How many times clients have connected again. */
    public int reconnections() {
        return clients().mapToInt(client -> client.connections() - 1).sum();
    }

    private void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> condition.getAsBoolean() || failed());
        assertThat(clients().map(StormClient::failure)).as("the storm %s", name).containsOnly("");
    }

    private boolean failed() {
        return clients().anyMatch(client -> !client.failure().isEmpty());
    }

    private Stream<StormClient> clients() {
        return Stream.concat(readers.stream(), writers.stream());
    }

    @Override
    public void close() throws Exception {
        readers.forEach(ClusterReader::finish);
        for (StormClient client : clients().toList()) {
            client.close();
        }
    }
}
