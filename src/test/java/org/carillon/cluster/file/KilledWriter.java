package org.carillon.cluster.file;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.carillon.Position;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.Deaf;
import org.carillon.cluster.Range;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.node.Metrics;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.TestSettings;

/** A process of its own that publishes until it is killed, and prints what is acknowledged. */
final class KilledWriter {
    static final Range ALL = Range.after(0, 1_000_000, Integer.MAX_VALUE);

    private static final Retention RETENTION = new Retention(1_000_000, 1 << 30, Duration.ofHours(1));
    private static final int IN_FLIGHT = 16;

    private KilledWriter() {}

    /** How a publication is printed: no two are alike. */
    static String line(String channel, Position position, String content) {
        return channel + ' ' + position.epoch() + ' ' + position.offset() + ' ' + content + '.';
    }

    /** Publishes to the directory given first, with the fsync given second. */
    public static void main(String[] arguments) throws InterruptedException {
        Settings settings = TestSettings.of("carillon.store.fsync", arguments[1]);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Clock clock = Clock.systemUTC();
        LocalBroker unkept = new MemoryBroker(channel -> RETENTION, 1 << 20, settings.idempotency(), clock);
        FileEngine engine = new FileEngine(FileOptions.of(Path.of(arguments[0]), settings.store()),
                new FileEngine.Parts(settings, threads, new Metrics(), clock, unkept), channel -> RETENTION);
        engine.broker().listen(new Deaf());
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        for (int i = 0; true; i++) {
            inFlight.acquire();
            String channel = "room:" + i % 3;
            String content = "" + i;
            Bench.begin(engine, channel, content, "key " + i).thenAccept(receipt -> {
                System.out.println(line(channel, receipt.position(), content));
                inFlight.release();
            });
        }
    }
}
