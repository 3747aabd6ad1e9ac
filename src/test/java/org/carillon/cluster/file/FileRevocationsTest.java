package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.carillon.RefusedException;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.RevocationsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRevocationsTest extends RevocationsContract {
    @TempDir
    private Path directory;

    private Bench bench;

    @Override
    protected Revocations create() {
        bench = new Bench(directory, clock);
        return start().revocations();
    }

    private FileEngine start() {
        try {
            return bench.start("carillon.auth.revocation.entries", "" + MOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private boolean revoked(FileEngine engine, String token) {
        return engine.revocations().revoked(by("anna", token, Optional.empty()));
    }

    private void revoke(FileEngine engine, String token) {
        assertThat(engine.revocations().add(Revocation.ofToken(token, clock.instant().plusSeconds(60)))
                .toCompletableFuture().join()).isTrue();
    }

    @Test
    void add_thenCrash_isStillRevoked() {
        FileEngine engine = start();
        revoke(engine, "t");
        engine.revocations().add(Revocation.issuedTo("bert", clock.instant(), clock.instant().plusSeconds(60)))
                .toCompletableFuture().join();
        FileEngine after = start();

        assertThat(revoked(after, "t")).isTrue();
        assertThat(revoked(after, "other")).isFalse();
        assertThat(after.revocations().revoked(by("bert", "", Optional.empty()))).isTrue();
    }

    @Test
    void add_diskFails_refusedAndNotRevoked() {
        FileEngine engine = start();
        bench.disks.failWrites = true;

        assertThatThrownBy(() -> revoke(engine, "t")).hasCauseInstanceOf(RefusedException.class);
        assertThat(revoked(engine, "t")).isFalse();
        bench.disks.failWrites = false;
        await().ignoreExceptions().untilAsserted(() -> revoke(engine, "t"));
        assertThat(revoked(start(), "t")).isTrue();
    }

    @Test
    void sweep_over_leavesTheFile() {
        FileEngine engine = start();
        revoke(engine, "t");
        clock.advance(Duration.ofSeconds(61));
        engine.sweep();

        await().until(() -> engine.tables().revocations().isEmpty());
        assertThat(engine.revocations().count()).isZero();
    }

    @Test
    void start_whatIsOver_leavesTheFile() {
        revoke(start(), "t");
        clock.advance(Duration.ofSeconds(61));

        assertThat(start().tables().revocations()).isEmpty();
    }
}
