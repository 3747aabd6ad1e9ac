import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.carillon.Content;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Range;
import org.carillon.cluster.file.FileEngine;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;

/**
 * What the engines do on this machine. {@code append DIRECTORY}: publications a second of each; {@code fill DIRECTORY}:
 * 1,000,000 publications in 10,000 channels; {@code open DIRECTORY}: how long a start with them takes, and its heap.
 * Run by {@code src/bench/store.sh}.
 */
public final class Store {
    private static final String CONTENT = '"' + "x".repeat(198) + '"';
    private static final int CHANNELS = 10_000;
    private static final int EACH = 100;

    private final Path directory;

    private Store(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        Store store = new Store(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "append" -> store.append();
            case "fill" -> store.fill();
            default -> store.open();
        }
    }

    private static Settings settings(String fsync) {
        Map<String, String> values = Map.of("carillon.channels", "lobby; room:*", "carillon.store.fsync", fsync);
        return Settings.read(key -> Optional.ofNullable(values.get(key)));
    }

    private void append() throws Exception {
        System.out.println("| engine | 1 under way | 64 under way |\n|---|---:|---:|");
        Settings settings = settings("off");
        Broker memory = new MemoryBroker(
                settings::retention, 1 << 27, settings.idempotency(), Clock.systemUTC());
        row("`memory`", memory);
        for (String fsync : new String[] {"off", "grouped", "always"}) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            FileEngine engine = engine(directory.resolve(fsync), fsync, threads);
            row("`file`, `fsync=" + fsync + "`", engine.broker());
            engine.close();
            threads.shutdown();
        }
    }

    private static FileEngine engine(Path directory, String fsync, ExecutorService threads) {
        Settings settings = settings(fsync);
        return FileEngine.open(directory, new FileEngine.Parts(settings, threads, new Metrics(), Clock.systemUTC(),
                new MemoryBroker(settings::retention, 1 << 27, settings.idempotency(), Clock.systemUTC())));
    }

    private static void row(String name, Broker broker) throws Exception {
        broker.listen(new Deaf());
        System.out.printf("| %s | %,d | %,d |%n", name, rate(broker, 1), rate(broker, 64));
    }

    /** Publications a second with so many under way, in a hundred channels. */
    private static long rate(Broker broker, int underWay) throws Exception {
        run(broker, underWay, 1);
        return run(broker, underWay, 3) / 3;
    }

    private static long run(Broker broker, int underWay, int seconds) throws Exception {
        Semaphore free = new Semaphore(underWay);
        LongAdder done = new LongAdder();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (int i = 0; System.nanoTime() < end; i++) {
            free.acquire();
            broker.publish(draft(i % 100)).whenComplete((receipt, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
                done.increment();
                free.release();
            });
        }
        free.acquire(underWay);
        return done.sum();
    }

    private static Draft draft(int channel) {
        return new Draft(
                "room:" + channel, Publication.Kind.MESSAGE, "anna", false, Content.json(CONTENT), "", "");
    }

    private void fill() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        FileEngine engine = engine(directory, "grouped", threads);
        engine.broker().listen(new Deaf());
        Semaphore free = new Semaphore(1000);
        for (int i = 0; i < CHANNELS * EACH; i++) {
            free.acquire();
            engine.broker().publish(draft(i % CHANNELS)).whenComplete((receipt, failure) -> free.release());
        }
        free.acquire(1000);
        System.out.printf("file of 1,000,000 publications: %,d bytes%n",
                Files.size(directory.resolve("carillon.store")));
        long end = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < end) {
            engine.sweep();
            Thread.sleep(100);
        }
        System.out.printf("after 5 s without any: %,d bytes%n", Files.size(directory.resolve("carillon.store")));
        engine.close();
        threads.shutdown();
    }

    private void open() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        long before = heap();
        long start = System.nanoTime();
        FileEngine engine = engine(directory, "grouped", threads);
        long opened = System.nanoTime();
        engine.broker().listen(new Deaf());
        int first = read(engine, 0);
        long read = System.nanoTime();
        long idle = heap() - before;
        long all = 0;
        long from = System.nanoTime();
        for (int i = 0; i < CHANNELS; i++) {
            all += read(engine, i);
        }
        long everything = System.nanoTime() - from;
        System.out.printf("file %,d bytes; start %,d ms; first read of %d after %,d ms more; heap %,d KiB%n",
                Files.size(directory.resolve("carillon.store")), (opened - start) / 1_000_000, first,
                (read - opened) / 1_000_000, idle / 1024);
        System.out.printf("all %,d read once in %,d ms; heap then %,d KiB%n", all, everything / 1_000_000,
                (heap() - before) / 1024);
        engine.close();
        threads.shutdown();
    }

    private static int read(FileEngine engine, int channel) {
        return engine.broker().read("room:" + channel, Range.after(0, EACH, 1 << 20)).toCompletableFuture().join()
                .publications().size();
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static final class Deaf implements Broker.Listener {
        @Override
        public void noted(Publication publication) {}

        @Override
        public void noted(MemberChange change) {}

        @Override
        public void flush(String channel) {}
    }
}
