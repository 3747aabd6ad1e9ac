package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Numbered messages on a bad network: writers that publish by key and readers that recover, all of whose connections
 * are cut at random moments. A seed decides after how many bytes each is cut; a failure names it, and the system
 * property {@code carillon.storm.seed} sets it.
 */
public final class Storm implements AutoCloseable {
    /** Whether the long form is asked for. */
    public static final boolean LONG = Boolean.getBoolean("carillon.long");

    private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 10 : 2);
    private static final int WRITERS = 2;
    private static final List<String> READERS =
            List.of("carillon.v1.json", "carillon.v1.jsonl", "carillon.v1.json", "carillon.v1.jsonl");
    /** How many bytes a reader gets before it is cut, on average: some 200 messages. */
    private static final int READER_LIFE = 40_000;
    /** The same for a writer: some 100 acknowledgements. */
    private static final int WRITER_LIFE = 8_000;

    private final long seed = Long.getLong("carillon.storm.seed", new Random().nextLong());
    private final int total;
    private final TcpProxy readersNetwork;
    private final TcpProxy writersNetwork;
    private final List<StormReader> readers = new ArrayList<>();
    private final List<StormWriter> writers = new ArrayList<>();

    /** A storm of so many messages, in a channel that nobody has used, which is declared by {@code storm:*}. */
    public Storm(URL base, int total) throws IOException {
        String channel = "storm:" + Long.toHexString(System.nanoTime());
        this.total = total;
        readersNetwork = new TcpProxy(base.getPort());
        writersNetwork = new TcpProxy(base.getPort());
        readersNetwork.cutAfter(lives(new Random(seed), READER_LIFE));
        writersNetwork.cutAfter(lives(new Random(seed + 1), WRITER_LIFE));
        for (String dialect : READERS) {
            readers.add(new StormReader(readersNetwork.url(base), dialect, channel, WRITERS, total));
        }
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new StormWriter(writersNetwork.url(base), channel, i, total / WRITERS));
        }
    }

    private static LongSupplier lives(Random random, int average) {
        return () -> {
            synchronized (random) {
                return 1 + random.nextInt(2 * average);
            }
        };
    }

    /** Begins; the writers do not before every reader has subscribed. */
    public void start() {
        readers.forEach(StormClient::start);
        await(() -> readers.stream().allMatch(StormReader::subscribed));
        writers.forEach(StormClient::start);
    }

    /** Waits until every reader has so large a part of the messages. */
    public void awaitPart(double part) {
        await(() -> readers.stream().allMatch(reader -> reader.offset() >= part * total));
    }

    /** How many times readers and writers were cut off. */
    public int cuts() {
        return readersNetwork.cuts() + writersNetwork.cuts();
    }

    /** How many times readers and writers have connected again. */
    public int reconnections() {
        return clients().mapToInt(client -> client.connections() - 1).sum();
    }

    private void await(BooleanSupplier condition) {
        Awaitility.await().atMost(PATIENCE).until(() -> condition.getAsBoolean() || failed());
        assertThat(clients().map(StormClient::failure)).as("the storm of seed %d", seed).containsOnly("");
    }

    private boolean failed() {
        return clients().anyMatch(client -> !client.failure().isEmpty());
    }

    private Stream<StormClient> clients() {
        return Stream.concat(readers.stream(), writers.stream());
    }

    @Override
    public void close() throws Exception {
        for (StormClient client : clients().toList()) {
            client.close();
        }
        readersNetwork.close();
        writersNetwork.close();
    }
}
