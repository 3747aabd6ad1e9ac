package org.carillon.cluster.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.node.Metrics;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;

/** Engines over the files of one directory, one after the other, as over restarts of a server. */
final class Bench implements AutoCloseable {
    final ManualClock clock;
    final FailingDisks disks = new FailingDisks();
    final List<Object> news = Collections.synchronizedList(new ArrayList<>());
    Metrics metrics = new Metrics();
    private final Path directory;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<FileEngine> open = new ArrayList<>();
    Retention retention = new Retention(100, 1 << 20, Duration.ofHours(24));
    String boot = "this run of the machine";

    Bench(Path directory) {
        this(directory, new ManualClock());
    }

    Bench(Path directory, ManualClock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    Path file() {
        return directory.resolve("carillon.store");
    }

    /** Opens the file with these settings; what was open is left as a crash of its process leaves it. */
    FileEngine start(String... settings) throws IOException {
        return start(channel -> retention, threads, settings);
    }

    FileEngine start(Function<String, Retention> policy, Executor executor, String... settings) throws IOException {
        crash();
        metrics = new Metrics();
        Settings all = TestSettings.of(settings);
        LocalBroker unkept = new MemoryBroker(policy, 1 << 20, all.idempotency(), clock);
        FileEngine engine = new FileEngine(new FileOptions(directory, all.store(), boot, disks.life()),
                new FileEngine.Parts(all, executor, metrics, clock, unkept), policy);
        open.add(engine);
        engine.broker().listen(new Broker.Listener() {
            @Override
            public void noted(Publication publication) {
                news.add(publication);
            }

            @Override
            public void noted(MemberChange change) {
                news.add(change);
            }

            @Override
            public void flush(String channel) {}

            @Override
            public void broken(String channel) {
                news.add("broken " + channel);
            }
        });
        return engine;
    }

    /** Follows a channel, which takes no time here. */
    static Position follow(FileEngine engine, String channel) {
        return engine.broker().follow(channel).toCompletableFuture().join();
    }

    /** What happens to the file when its process is gone: nothing more. */
    void crash() throws IOException {
        disks.closeAll();
        open.clear();
    }

    /** Makes the last commit of the closed file unreadable, as if it had never reached the disk. */
    void tearLastCommit() throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        Mark mark = mark();
        String version = ",version:" + Long.toHexString(mark.version());
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(version, DiskStore.OFFSET); at >= 0; at = text.indexOf(version, at + 1)) {
            bytes[at + 2] ^= 1;
        }
        Files.write(file(), bytes);
    }

    /** Damages a text in the closed file, wherever it is. */
    void damage(String text) throws IOException {
        byte[] bytes = Files.readAllBytes(file());
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
            bytes[at] ^= 1;
        }
        Files.write(file(), bytes);
    }

    Mark mark() throws IOException {
        try (Disk disk = PlainDisk.open(file())) {
            return Mark.read(disk).orElseThrow();
        }
    }

    /** Changes the number of the format in both marks of the closed file, as a newer version would have written it. */
    void writeFormat(int format) throws IOException {
        try (Disk disk = PlainDisk.open(file())) {
            Mark mark = mark(disk);
            mark.write(disk, format);
            mark.settled(mark.version()).write(disk, format);
        }
    }

    private static Mark mark(Disk disk) throws IOException {
        return Mark.read(disk).orElseThrow();
    }

    static Draft draft(String channel, String content, String key) {
        return new Draft(channel, Publication.Kind.CHAT, "anna", false, Content.json(content), "", key);
    }

    static CompletableFuture<Broker.Receipt> begin(FileEngine engine, String channel, String content, String key) {
        return engine.broker().publish(draft(channel, content, key)).toCompletableFuture();
    }

    static Broker.Receipt publish(FileEngine engine, String channel, String content) {
        return begin(engine, channel, content, "").join();
    }

    static Slice read(FileEngine engine, String channel) {
        return engine.broker().read(channel, Range.after(0, 1000, 1 << 20)).toCompletableFuture().join();
    }

    static List<String> contents(FileEngine engine, String channel) {
        return read(engine, channel).publications().stream().map(p -> p.content().json()).toList();
    }

    @Override
    public void close() throws IOException {
        open.forEach(FileEngine::close);
        threads.shutdown();
        disks.closeAll();
    }
}
