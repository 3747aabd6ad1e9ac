package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Range;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis with replicas: what is acknowledged is there after one has taken the primary's place. */
@Timeout(60)
class RedisReplicaTest {
    /** Whoever has no name may only ask how the server is; the nodes, replicas and Sentinel have one. */
    private static final String[] CLOSED = ("--user carillon on >secret ~* &* +@all "
            + "--user default on nopass ~* &* -@all +ping +role +xlen --masteruser carillon --masterauth secret")
            .split(" ");

    private static RedisProcess replicaOf(RedisProcess primary, String... arguments) throws IOException {
        RedisProcess replica = RedisProcess.start(Stream.concat(Stream.of("--replicaof", "127.0.0.1",
                "" + primary.port()), Stream.of(arguments)).toArray(String[]::new));
        await().atMost(RedisBench.PATIENCE).until(() -> replica.ask("ROLE").contains("connected"));
        return replica;
    }

    @Test
    void publish_replicaThere_isAcknowledgedWhenItHasIt() throws Exception {
        try (RedisBench bench = new RedisBench(); RedisProcess replica = replicaOf(bench.redis)) {
            Broker broker = bench.node("carillon.redis.replicas", "1").broker();
            List<CompletableFuture<Broker.Receipt>> all = IntStream.rangeClosed(1, 500)
                    .mapToObj(i -> RedisBench.publish(broker, "a", "" + i, "")).toList();

            assertThat(all).extracting(each -> each.join().position().offset())
                    .isEqualTo(IntStream.rangeClosed(1, 500).mapToObj(i -> (long) i).toList());
            assertThat(replica.ask("XLEN carillon:{a}:log")).startsWith(":500");
        }
    }

    @Test
    void publish_replicaGone_isRefusedAndItsRepetitionAcknowledgedLater() throws Exception {
        try (RedisBench bench = new RedisBench(); RedisProcess replica = replicaOf(bench.redis)) {
            Broker broker = bench.node("carillon.redis.replicas", "1", "carillon.redis.timeout", "500ms").broker();
            RedisBench.publish(broker, "a", "1", "k1").join();
            replica.stop();

            assertThat(RedisBench.publish(broker, "a", "2", "k2")).failsWithin(RedisBench.PATIENCE)
                    .withThrowableThat().havingCause().isInstanceOfSatisfying(RefusedException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            replica.start();
            Broker.Receipt receipt = await().atMost(RedisBench.PATIENCE).until(() ->
                    RedisBench.publish(broker, "a", "2", "k2").exceptionally(error -> null).join(), r -> r != null);
            assertThat(receipt.duplicate()).isTrue();
            assertThat(receipt.position().offset()).isEqualTo(2);
        }
    }

    @Test
    void publish_replicaIsWaitedFor_restIsAnsweredMeanwhile() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            Broker broker = bench.node("carillon.redis.replicas", "1", "carillon.redis.timeout", "10s").broker();
            CompletableFuture<Broker.Receipt> waiting = RedisBench.publish(broker, "a", "1", "");
            await().atMost(RedisBench.PATIENCE).until(() ->
                    bench.redis.ask("CLIENT LIST").lines().anyMatch(line -> line.contains("cmd=wait")));

            assertThat(broker.read("a", Range.after(0, 10, 1000)).toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(3));
            assertThat(waiting).isNotDone();
        }
    }

    @Test
    void primaryLost_sentinelPromotesTheReplica_nodesGoOnInAnotherEpoch(@TempDir Path directory) throws Exception {
        try (RedisBench bench = new RedisBench(CLOSED); RedisProcess replica = replicaOf(bench.redis, CLOSED);
                RedisProcess sentinel = sentinel(bench.redis, directory)) {
            await().atMost(RedisBench.PATIENCE).until(() ->
                    sentinel.ask("SENTINEL replicas main").contains("" + replica.port()));
            RedisEngine engine = bench.node("carillon.redis.url",
                    "redis-sentinel://127.0.0.1:" + sentinel.port() + "#main",
                    "carillon.redis.user", "carillon", "carillon.redis.password", "secret");
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            RedisBench.publish(engine.broker(), "a", "1", "").join();
            ledger.awaitTold(1);
            bench.redis.kill();
            await().atMost(Duration.ofSeconds(30)).until(() -> ledger.begun.size() == 2);

            assertThat(engine.trouble()).isEmpty();
            assertThat(ledger.begun.get(1).epoch()).isNotEqualTo(ledger.begun.get(0).epoch());
            assertThat(ledger.contents()).containsExactly("1");
            assertThat(replica.ask("ROLE")).contains("master");
            assertThat(RedisBench.publish(engine.broker(), "a", "2", "")).as("no replica is left").failsWithin(
                    RedisBench.PATIENCE);
            ledger.awaitTold(2);
        }
    }

    private static RedisProcess sentinel(RedisProcess primary, Path directory) throws IOException {
        Path file = directory.resolve("sentinel.conf");
        Files.writeString(file, "sentinel monitor main 127.0.0.1 " + primary.port() + " 1\n"
                + "sentinel auth-user main carillon\nsentinel auth-pass main secret\n"
                + "sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n");
        return RedisProcess.sentinel(file);
    }
}
