package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.carillon.Position;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Range;
import org.carillon.node.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there after a restart, in good order or not. */
class RestartTest {
    @TempDir
    private Path directory;

    private Bench bench;

    @BeforeEach
    void begin() {
        bench = new Bench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    private FileEngine restart(FileEngine engine, boolean inGoodOrder, String... settings) throws IOException {
        if (inGoodOrder) {
            engine.close();
        }
        return bench.start(settings);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void start_again_streamsGoOnInTheirEpochs(boolean inGoodOrder) throws IOException {
        FileEngine engine = bench.start();
        Bench.publish(engine, "a", "1");
        Position second = Bench.publish(engine, "a", "\"\u00e4\ud83d\ude00\"").position();
        Position other = Bench.publish(engine, "b", "3").position();
        engine = restart(engine, inGoodOrder);

        assertThat(Bench.contents(engine, "a")).containsExactly("1", "\"\u00e4\ud83d\ude00\"");
        assertThat(Bench.follow(engine, "a")).isEqualTo(second);
        assertThat(Bench.publish(engine, "a", "4").position()).isEqualTo(new Position(second.epoch(), 3));
        assertThat(Bench.publish(engine, "b", "5").position()).isEqualTo(new Position(other.epoch(), 2));
    }

    @Test
    void start_again_streamWithoutPublicationHasTheSameEpoch() throws IOException {
        Position before = Bench.follow(bench.start(), "quiet");

        assertThat(Bench.follow(bench.start(), "quiet")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void start_again_keysAreStillKnown(boolean inGoodOrder) throws IOException {
        FileEngine engine = bench.start();
        Broker.Receipt first = Bench.begin(engine, "a", "1", "k").join();
        engine = restart(engine, inGoodOrder);

        assertThat(Bench.begin(engine, "a", "1", "k").join())
                .isEqualTo(new Broker.Receipt(first.position(), first.time(), true));
        FileEngine now = engine;
        assertThatThrownBy(() -> Bench.begin(now, "a", "2", "k").join()).hasMessageContaining("other content");
        assertThat(Bench.contents(engine, "a")).containsExactly("1");
    }

    @Test
    void start_again_keysBeyondWindowAndLimitAreGoneFromTheFile() throws IOException {
        FileEngine engine = bench.start("carillon.idempotency.keys", "3");
        for (int i = 0; i < 10; i++) {
            Bench.begin(engine, "a", "1", "k" + i).join();
        }
        engine = bench.start();

        assertThat(Bench.begin(engine, "a", "1", "k6").join().duplicate()).isFalse();
        assertThat(Bench.begin(engine, "a", "1", "k9").join().duplicate()).isTrue();
    }

    @Test
    void start_again_retentionGoesOnWhereItWas() throws IOException {
        bench.retention = new Retention(3, 1 << 20, Duration.ofHours(1));
        FileEngine engine = bench.start();
        IntStream.rangeClosed(1, 4).forEach(i -> Bench.publish(engine, "a", "" + i));
        FileEngine again = bench.start();
        Bench.publish(again, "a", "5");

        assertThat(Bench.contents(again, "a")).containsExactly("3", "4", "5");
        assertThat(Bench.read(again, "a").first()).isEqualTo(3);
    }

    @Test
    void start_again_bytesAreCountedFromWhatIsThere() throws IOException {
        bench.retention = new Retention(100, 10, Duration.ofHours(1));
        FileEngine engine = bench.start();
        Bench.publish(engine, "a", "1234");
        Bench.publish(engine, "a", "5678");
        engine = bench.start();
        Bench.publish(engine, "a", "90");
        assertThat(Bench.contents(engine, "a")).containsExactly("1234", "5678", "90");
        Bench.publish(engine, "a", "1");

        assertThat(Bench.contents(engine, "a")).containsExactly("5678", "90", "1");
    }

    @Test
    void close_whatIsUnderWay_isSettledBefore() throws IOException {
        FileEngine engine = bench.start("carillon.store.fsync", "always");
        List<CompletableFuture<Broker.Receipt>> receipts =
                IntStream.range(0, 50).mapToObj(i -> Bench.begin(engine, "a", "" + i, "")).toList();
        engine.close();

        assertThat(receipts).allSatisfy(receipt -> assertThat(receipt).isCompleted());
        assertThatThrownBy(() -> Bench.publish(engine, "a", "late")).hasMessageContaining("stops");
        assertThat(Bench.contents(bench.start(), "a")).hasSize(50);
    }

    @Test
    void close_thenAnythingElse_isRefusedAndTheFileStaysClosed() throws IOException {
        FileEngine engine = bench.start();
        Position known = Bench.publish(engine, "a", "1").position();
        engine.close();

        assertThatThrownBy(() -> engine.cursors().advance("anna", "phone", known)).hasMessageContaining("stops");
        assertThatThrownBy(() -> engine.cursors().find("anna", "phone")).hasMessageContaining("stops");
        assertThat(engine.broker().read("a", Range.after(0, 10, 1000)).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10)).withThrowableThat().withMessageContaining("stops");
        engine.sweep();
        engine.close();
        try (Disk disk = PlainDisk.open(bench.file())) {
            assertThat(disk.length()).as("nobody else has it").isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grouped", "always"})
    void start_afterTheMachineWasDown_forcedCommitsKeepTheEpoch(String fsync) throws IOException {
        FileEngine engine = bench.start("carillon.store.fsync", fsync);
        Position before = Bench.publish(engine, "a", "1").position();
        bench.boot = "another run";

        assertThat(Bench.follow(bench.start(), "a")).isEqualTo(before);
    }

    @Test
    void start_afterTheMachineWasDown_unforcedCommitsMayBeLostSoAllEpochsChange() throws IOException {
        FileEngine engine = bench.start("carillon.store.fsync", "off");
        Position before = Bench.begin(engine, "a", "1", "k").join().position();
        Position quiet = Bench.follow(engine, "quiet");
        bench.boot = "another run";
        engine = bench.start("carillon.store.fsync", "off");
        Position after = Bench.follow(engine, "a");

        assertThat(after.offset()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(Bench.follow(engine, "quiet").epoch()).isNotEqualTo(quiet.epoch());
        assertThat(Bench.begin(engine, "a", "1", "k").join().position()).isEqualTo(after);
        assertThat(Bench.follow(bench.start(), "a")).as("once").isEqualTo(after);
    }

    @Test
    void start_unforcedButClosedInGoodOrder_keepsTheEpoch() throws IOException {
        FileEngine engine = bench.start("carillon.store.fsync", "off");
        Position before = Bench.publish(engine, "a", "1").position();
        engine.close();
        bench.boot = "another run";

        assertThat(Bench.follow(bench.start(), "a")).isEqualTo(before);
    }

    @Test
    void start_unforcedCrashWithoutBootId_countsAsLost() throws IOException {
        bench.boot = "";
        Position before = Bench.publish(bench.start("carillon.store.fsync", "off"), "a", "1").position();

        assertThat(Bench.follow(bench.start(), "a").epoch()).isNotEqualTo(before.epoch());
    }

    @Test
    void sweep_channelsNobodyUses_areTrimmedThenForgottenAndBeginAnew() throws IOException {
        bench.retention = new Retention(10, 1000, Duration.ofHours(1));
        FileEngine engine = bench.start();
        Position before = Bench.publish(engine, "a", "1").position();
        Bench.publish(engine, "a", "2");
        bench.clock.advance(Duration.ofMinutes(61));
        engine = bench.start();
        sweepUntilStored(engine, 1);
        assertThat(Bench.read(engine, "a").position()).as("remembered").isEqualTo(new Position(before.epoch(), 2));
        assertThat(Bench.read(engine, "a").first()).isEqualTo(3);
        bench.clock.advance(Duration.ofMinutes(61));
        engine = bench.start();
        sweepUntilStored(engine, 0);
        Position after = Bench.publish(engine, "a", "3").position();

        assertThat(after.offset()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
    }

    private static void sweepUntilStored(FileEngine engine, int streams) {
        await().until(() -> {
            engine.sweep();
            Tables tables = engine.tables();
            // Committed too: what comes next is a crash.
            return tables.messages().isEmpty() && tables.streams().size() == streams
                    && !tables.store().hasUnsavedChanges();
        });
    }

    @Test
    void sweep_followedChannel_isNotForgotten() throws IOException {
        bench.retention = new Retention(10, 1000, Duration.ofHours(1));
        FileEngine engine = bench.start();
        Position before = Bench.publish(engine, "a", "1").position();
        Bench.follow(engine, "a");
        bench.clock.advance(Duration.ofHours(5));
        sweepUntilStored(engine, 1);
        bench.clock.advance(Duration.ofHours(5));
        engine.sweep();

        assertThat(Bench.publish(engine, "a", "2").position()).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void publish_aStreamThatIsOverwrittenForLong_fileStaysSmall() throws IOException {
        bench.retention = new Retention(10, 1 << 20, Duration.ofHours(1));
        FileEngine engine = bench.start("carillon.store.fsync", "off");
        String content = '"' + "x".repeat(4000) + '"';
        for (int i = 0; i < 5000; i++) {
            Bench.publish(engine, "room:" + i % 20, content);
        }

        assertThat(bench.file().toFile().length()).as("800 kB of 20 MB are kept").isLessThan(6_000_000);
        engine.close();
        assertThat(bench.file().toFile().length()).isLessThan(6_000_000);
    }
}
