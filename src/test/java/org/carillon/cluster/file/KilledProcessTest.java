package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.carillon.Publication;
import org.carillon.cluster.Slice;
import org.carillon.node.Retention;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed while it publishes: what it had acknowledged is there. */
class KilledProcessTest {
    private static final int ENOUGH = 2000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"grouped", "off"})
    void kill_whilePublishing_everythingAckedIsThere(String fsync) throws Exception {
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), KilledWriter.class.getName(),
                directory.toString(), fsync).redirectError(new File("/dev/null")).start();
        Set<String> acked = new HashSet<>();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line may be cut off.
                if (line.endsWith(".")) {
                    acked.add(line);
                }
                if (acked.size() == ENOUGH) {
                    // By its handle: the process object would close the pipe that is still read.
                    writer.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(acked).hasSizeGreaterThanOrEqualTo(ENOUGH);
        assertThat(stored()).containsAll(acked);
    }

    private Set<String> stored() throws Exception {
        Set<String> stored = new HashSet<>();
        try (Bench bench = new Bench(directory)) {
            // The process had the real clock, and the test's is ahead of it.
            bench.retention = new Retention(1_000_000, 1 << 30, Duration.ofDays(3650));
            bench.boot = FileOptions.of(directory, TestSettings.of().store()).boot();
            FileEngine engine = bench.start();
            for (String channel : List.of("room:0", "room:1", "room:2")) {
                Slice slice = engine.broker().read(channel, KilledWriter.ALL).toCompletableFuture().join();
                for (Publication publication : slice.publications()) {
                    stored.add(KilledWriter.line(publication.channel(), publication.position(),
                            publication.content().json()));
                }
            }
        }
        return stored;
    }
}
