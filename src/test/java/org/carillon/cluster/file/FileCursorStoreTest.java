package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.carillon.Position;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.CursorStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCursorStoreTest extends CursorStoreContract {
    private static final Position POSITION = new Position("e", 7);

    @TempDir
    private Path directory;

    private Bench bench;

    @Override
    protected CursorStore create(int devices) {
        bench = new Bench(directory);
        return start("carillon.inbox.devices", "" + devices).cursors();
    }

    private FileEngine start(String... settings) {
        try {
            return bench.start(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void advance_thenRestart_isStillKnown() {
        FileEngine engine = start();
        engine.cursors().advance("anna", "phone", POSITION);
        engine.close();

        assertThat(start().cursors().find("anna", "phone").toCompletableFuture().join()).contains(POSITION);
    }

    @Test
    void advance_thenCrash_isKnownWhenOnlyAMomentHadPassed() {
        FileEngine engine = start();
        engine.cursors().advance("anna", "phone", POSITION);
        await().until(() -> bench.metrics.scrape().contains("carillon_store_commits_total 1.0"));

        assertThat(start().cursors().find("anna", "phone").toCompletableFuture().join()).contains(POSITION);
    }

    @Test
    void sweep_usersNotHeardOfForLong_areForgottenAndOthersNot() {
        FileEngine engine = start("carillon.inbox.age", "1h");
        engine.cursors().advance("anna", "phone", POSITION);
        bench.clock.advance(Duration.ofMinutes(61));
        engine.cursors().advance("bert", "phone", POSITION);
        engine.sweep();

        await().until(() -> engine.cursors().find("anna", "phone").toCompletableFuture().join().isEmpty());
        assertThat(engine.cursors().find("bert", "phone").toCompletableFuture().join()).contains(POSITION);
    }
}
