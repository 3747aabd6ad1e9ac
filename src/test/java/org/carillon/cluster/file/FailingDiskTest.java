package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are slow, full or broken. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailingDiskTest {
    @TempDir
    private Path directory;

    private Bench bench;
    /** Opened at the end: a commit that waits here would keep the engine from closing, and hide why a test failed. */
    private final Semaphore gate = new Semaphore(0);

    @BeforeEach
    void begin() {
        bench = new Bench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.disks.failWrites = false;
        bench.disks.failForce = false;
        bench.disks.failOpen = false;
        fast();
        bench.close();
    }

    private void slow() {
        bench.disks.forceGate = gate;
    }

    private void fast() {
        bench.disks.forceGate = null;
        gate.release(10_000);
    }

    private void awaitCommit() {
        await().until(gate::hasQueuedThreads);
    }

    private static void unavailable(CompletableFuture<?> receipt, String why) {
        assertThatThrownBy(receipt::join).isInstanceOf(CompletionException.class).hasMessageContaining(why)
                .cause().isInstanceOfSatisfying(RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void publish_notForcedYet_isNeitherAckedNorToldNorRead() throws IOException {
        FileEngine engine = bench.start();
        Position before = Bench.follow(engine, "a");
        slow();
        CompletableFuture<Broker.Receipt> receipt = Bench.begin(engine, "a", "1", "");
        awaitCommit();
        assertThat(receipt).isNotDone();
        assertThat(bench.news).isEmpty();
        assertThat(Bench.read(engine, "a").publications()).isEmpty();
        assertThat(Bench.read(engine, "a").position()).isEqualTo(before);
        fast();

        assertThat(receipt.join().position().offset()).isEqualTo(1);
        assertThat(bench.news).hasSize(1);
        assertThat(Bench.contents(engine, "a")).containsExactly("1");
    }

    @Test
    void publish_sameKeyWhileTheFirstIsBeingCommitted_waitsForIt() throws IOException {
        FileEngine engine = bench.start();
        slow();
        CompletableFuture<Broker.Receipt> first = Bench.begin(engine, "a", "1", "k");
        CompletableFuture<Broker.Receipt> again = Bench.begin(engine, "a", "1", "k");
        awaitCommit();
        assertThat(again).isNotDone();
        fast();

        assertThat(again.join())
                .isEqualTo(new Broker.Receipt(first.join().position(), first.join().time(), true));
    }

    @ParameterizedTest
    @CsvSource({"grouped, 2", "always, 21", "off, 0"})
    void publish_whileACommitIsUnderWay_gathers(String fsync, int forced) throws IOException {
        FileEngine engine = bench.start("carillon.store.fsync", fsync);
        int before = bench.disks.forced.get();
        slow();
        CompletableFuture<Broker.Receipt> first = Bench.begin(engine, "a", "0", "");
        if (forced > 0) {
            awaitCommit();
        }
        List<CompletableFuture<Broker.Receipt>> more =
                IntStream.range(0, 20).mapToObj(i -> Bench.begin(engine, "room:" + i % 3, "" + i, "")).toList();
        fast();
        first.join();
        more.forEach(CompletableFuture::join);

        assertThat(bench.disks.forced.get() - before).isEqualTo(forced);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publish_commitFails_allOfItIsRefusedAndNothingTold(boolean atForce) throws IOException {
        FileEngine engine = bench.start();
        Position first = Bench.begin(engine, "a", "1", "").join().position();
        Bench.follow(engine, "a");
        bench.disks.failWrites = !atForce;
        bench.disks.failForce = atForce;
        unavailable(Bench.begin(engine, "a", "lost", "k"), "could not be stored");
        unavailable(Bench.begin(engine, "a", "lost too", "k2"), "");
        assertThat(bench.news).isEmpty();
        bench.disks.failWrites = false;
        bench.disks.failForce = false;
        await().until(() -> mended(engine));
        Broker.Receipt after = Bench.begin(engine, "a", "2", "k").join();

        assertThat(after.position()).as("the key of what failed is free").isEqualTo(new Position(first.epoch(), 2));
        assertThat(bench.news).extracting(n -> ((Publication) n).content().json()).containsExactly("2");
        assertThat(Bench.contents(engine, "a")).containsExactly("1", "2");
        assertThat(Bench.contents(bench.start(), "a")).as("after a crash").containsExactly("1", "2");
        assertThat(Bench.begin(bench.start(), "a", "2", "k").join().position()).isEqualTo(after.position());
    }

    private static boolean mended(FileEngine engine) {
        engine.sweep();
        return Bench.begin(engine, "other", "1", "").handle((receipt, failure) -> failure == null).join();
    }

    @Test
    void publish_commitFailsWhileMoreWaits_allIsRefusedWithoutAGap() throws IOException {
        FileEngine engine = bench.start();
        slow();
        CompletableFuture<Broker.Receipt> first = Bench.begin(engine, "a", "1", "");
        awaitCommit();
        CompletableFuture<Broker.Receipt> second = Bench.begin(engine, "a", "2", "");
        bench.disks.failForce = true;
        fast();
        unavailable(first, "could not be stored");
        unavailable(second, "could not be stored");
        bench.disks.failForce = false;
        await().until(() -> mended(engine));

        assertThat(Bench.publish(engine, "a", "3").position().offset()).isEqualTo(1);
    }

    @Test
    void publish_tooLittleRoom_isRefusedWhileReadingGoesOnAndRecovers() throws IOException {
        FileEngine engine = bench.start("carillon.store.reserve", "1000000");
        Bench.publish(engine, "a", "1");
        bench.disks.usable = 999_999;
        CompletableFuture<Broker.Receipt> refused = Bench.begin(engine, "a", "2", "");
        unavailable(refused, directory.toString());
        unavailable(refused, "carillon.store.reserve");
        assertThat(Bench.contents(engine, "a")).containsExactly("1");
        assertThat(Bench.follow(engine, "a").offset()).isEqualTo(1);
        bench.disks.usable = 1_000_000;

        assertThat(Bench.publish(engine, "a", "3").position().offset()).isEqualTo(2);
    }

    @Test
    void publish_executorFull_isCommittedByThePublisher() throws IOException {
        FileEngine engine = bench.start(channel -> bench.retention, task -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(Bench.begin(engine, "a", "1", "")).isCompleted();
    }

    @Test
    void publish_byAnInterruptedThread_harmsNobody() throws IOException {
        FileEngine engine = bench.start(channel -> bench.retention, Runnable::run);
        Thread.currentThread().interrupt();
        Broker.Receipt receipt = Bench.publish(engine, "a", "1");
        int read = Bench.read(engine, "a").publications().size();
        boolean interrupted = Thread.interrupted();

        assertThat(receipt.position().offset()).isEqualTo(1);
        assertThat(read).isEqualTo(1);
        assertThat(interrupted).as("left as it was").isTrue();
        assertThat(Bench.publish(engine, "a", "2").position().offset()).isEqualTo(2);
    }

    @Test
    void publish_moreThanMayWait_isRefused() throws IOException {
        FileEngine engine = bench.start("carillon.store.memory", "1048576");
        slow();
        String large = '"' + "x".repeat(100_000) + '"';
        CompletableFuture<Broker.Receipt> first = Bench.begin(engine, "a", large, "");
        awaitCommit();
        List<CompletableFuture<Broker.Receipt>> receipts =
                IntStream.range(0, 20).mapToObj(i -> Bench.begin(engine, "a", large, "")).toList();
        unavailable(receipts.get(19), "too slow");
        fast();
        CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new)).exceptionally(refused -> null).join();

        assertThat(first.join().position().offset()).isEqualTo(1);
        assertThat(receipts.get(0).join().position().offset()).isEqualTo(2);
        assertThat(Bench.publish(engine, "a", "1").position().offset()).isLessThan(20);
    }

    @Test
    void start_unfinishedCommitOfAMachineThatWentDown_isTakenBackInTheSameEpoch() throws IOException {
        FileEngine engine = bench.start();
        Position acked = Bench.publish(engine, "a", "\"acked\"").position();
        slow();
        Bench.begin(engine, "a", "\"never finished\"", "");
        awaitCommit();
        bench.crash();
        bench.damage("never finished");
        bench.boot = "another run";
        fast();
        FileEngine again = bench.start();

        assertThat(Bench.follow(again, "a")).isEqualTo(acked);
        assertThat(Bench.contents(again, "a")).containsExactly("\"acked\"");
        assertThat(Bench.publish(again, "a", "2").position()).isEqualTo(new Position(acked.epoch(), 2));
        assertThat(Bench.contents(bench.start(), "a")).containsExactly("\"acked\"", "2");
    }
}
