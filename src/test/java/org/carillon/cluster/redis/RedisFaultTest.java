package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.ControlMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of publications when Redis or the way to it fails. */
@Timeout(60)
class RedisFaultTest {
    private static final String[] SAFE = {"--appendonly", "yes", "--appendfsync", "always"};

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<String> texts(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }

    private static Broker.Receipt publish(Broker broker, String content) {
        return RedisBench.publish(broker, "a", content, "").join();
    }

    /** Publishes as a client does that repeats what was refused, with the same key. */
    private static Broker.Receipt insist(Broker broker, String content) {
        return await().atMost(RedisBench.PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20))
                .until(() -> RedisBench.publish(broker, "a", content, "key " + content)
                        .exceptionally(error -> null).get(10, TimeUnit.SECONDS), receipt -> receipt != null);
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CompletionException.class).cause()
                .isInstanceOfSatisfying(RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void redisStoppedAndStartedWithItsData_sameEpochGoesOnAndNothingIsLostOrDoubled() throws Exception {
        try (RedisBench bench = new RedisBench(SAFE)) {
            RedisEngine engine = bench.node();
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            texts(1, 50).forEach(each -> publish(engine.broker(), each));
            bench.redis.stop();
            await().atMost(RedisBench.PATIENCE).until(() -> engine.trouble().isPresent());
            assertUnavailable(() -> publish(engine.broker(), "lost"));
            bench.redis.start();
            texts(51, 100).forEach(each -> insist(engine.broker(), each));
            ledger.awaitTold(100);

            assertThat(ledger.contents()).isEqualTo(texts(1, 100));
            assertThat(ledger.offsets()).isEqualTo(upTo(100));
            assertThat(ledger.begun).hasSize(1);
        }
    }

    @Test
    void redisStartedEmpty_followersBeginAnewInAnotherEpoch() throws Exception {
        try (RedisBench bench = new RedisBench(SAFE)) {
            RedisEngine engine = bench.node();
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            publish(engine.broker(), "1");
            publish(engine.broker(), "2");
            ledger.awaitTold(2);
            bench.redis.kill();
            bench.redis.startEmpty();
            await().atMost(RedisBench.PATIENCE).until(() -> ledger.begun.size() == 2);
            insist(engine.broker(), "3");
            ledger.awaitTold(3);

            assertThat(ledger.begun.get(1).epoch()).isNotEqualTo(ledger.begun.get(0).epoch());
            assertThat(ledger.contents()).containsExactly("1", "2", "3");
            assertThat(ledger.offsets()).containsExactly(1L, 2L, 1L);
        }
    }

    @Test
    void redisKilledThatMayHaveLostItsEnd_anotherEpoch() throws Exception {
        try (RedisBench bench = new RedisBench("--appendonly", "yes", "--appendfsync", "everysec")) {
            RedisEngine engine = bench.node();
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            publish(engine.broker(), "1");
            bench.redis.kill();
            bench.redis.start();
            await().atMost(RedisBench.PATIENCE).until(() -> ledger.begun.size() == 2);

            assertThat(ledger.begun.get(1).epoch()).isNotEqualTo(ledger.begun.get(0).epoch());
        }
    }

    @Test
    void redisPaused_refusedInTimeAndWellByItself() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = bench.node("carillon.redis.timeout", "300ms");
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            insist(engine.broker(), "1");
            bench.redis.pause();
            assertUnavailable(() -> publish(engine.broker(), "unknown"));
            assertThat(engine.trouble()).hasValueSatisfying(text -> assertThat(text).contains(bench.redis.url()));
            assertUnavailable(() -> engine.broker().follow("b").toCompletableFuture().join());
            bench.redis.resume();
            RedisBench.awaitWell(engine);
            texts(2, 10).forEach(each -> insist(engine.broker(), each));
            await().atMost(RedisBench.PATIENCE).until(() -> ledger.contents().contains("10"));

            List<String> known = new ArrayList<>(ledger.contents());
            known.remove("unknown");
            assertThat(known).isEqualTo(texts(1, 10));
            assertThat(ledger.begun).hasSize(1);
        }
    }

    @Test
    void connectionsCutWhilePublishing_eachAckedOneOnceAndInOrder() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = bench.node();
            RedisEngine other = bench.node();
            Ledger ledger = new Ledger(other.broker()).follow("a");
            new Ledger(one.broker());
            CompletableFuture<Void> cuts = CompletableFuture.runAsync(() -> IntStream.range(0, 10).forEach(i -> {
                int size = ledger.told.size();
                await().atMost(RedisBench.PATIENCE).until(() -> ledger.told.size() > size + 30);
                bench.redis.ask("CLIENT KILL TYPE " + (i % 2 == 0 ? "normal" : "pubsub"));
            }));
            List<Long> acked = new ArrayList<>();
            for (int i = 1; !cuts.isDone(); i++) {
                acked.add(insist(one.broker(), "" + i).position().offset());
            }
            cuts.join();
            ledger.awaitTold(acked.size());

            assertThat(acked).isEqualTo(upTo(acked.size()));
            assertThat(ledger.contents()).isEqualTo(texts(1, acked.size()));
            assertThat(ledger.begun).hasSize(1);
        }
    }

    @Test
    void memoryFull_refusedAndLaterWell() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = bench.node();
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            publish(engine.broker(), "1");
            RedisBench.publish(engine.broker(), "b", '"' + "x".repeat(3_000_000) + '"', "").join();
            bench.redis.ask("CONFIG SET maxmemory 2mb");
            assertUnavailable(() -> publish(engine.broker(), "refused"));
            bench.redis.ask("CONFIG SET maxmemory 0");
            publish(engine.broker(), "2");
            ledger.awaitTold(2);

            assertThat(engine.trouble()).isEmpty();
            assertThat(ledger.contents()).containsExactly("1", "2");
            assertThat(ledger.offsets()).containsExactly(1L, 2L);
        }
    }

    @Test
    void redisNotThereYet_nodeBeginsWithoutItAndIsWellWhenItComes() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            bench.redis.stop();
            RedisEngine engine = bench.begun();
            await().atMost(RedisBench.PATIENCE).until(() -> engine.trouble().orElse("").contains("is away: "));
            assertUnavailable(() -> publish(engine.broker(), "1"));
            assertUnavailable(() -> engine.broker().follow("a").toCompletableFuture().join());
            bench.redis.start();
            RedisBench.awaitWell(engine);

            assertThat(publish(engine.broker(), "2").position().offset()).isEqualTo(1);
        }
    }

    @Test
    void passwordWrong_saidInTheHealthAndNotShown() throws Exception {
        try (RedisBench bench = new RedisBench("--requirepass", "right")) {
            RedisEngine engine = bench.begun("carillon.redis.password", "wrong-secret");
            await().atMost(RedisBench.PATIENCE).until(() -> engine.trouble().orElse("").contains("WRONGPASS"));

            assertThat(engine.trouble().orElseThrow()).doesNotContain("wrong-secret");
            assertThat(publish(bench.node("carillon.redis.password", "right").broker(), "1").duplicate()).isFalse();
        }
    }

    @Test
    void scriptsForgotten_publishedAllTheSame() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = bench.node();
            publish(engine.broker(), "1");
            bench.redis.ask("SCRIPT FLUSH");

            assertThat(publish(engine.broker(), "2").position().offset()).isEqualTo(2);
        }
    }

    @Test
    void anotherDatabaseOfTheSameRedis_nothingIsHeardOfIt() throws Exception {
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = bench.node("carillon.redis.url", bench.redis.url() + "/1");
            RedisEngine peer = bench.node("carillon.redis.url", bench.redis.url() + "/1");
            RedisEngine stranger = bench.node("carillon.redis.url", bench.redis.url() + "/2");
            List<ControlMessage> heard = new CopyOnWriteArrayList<>();
            engine.bus().listen(heard::add);
            Ledger ledger = new Ledger(engine.broker()).follow("a");
            for (RedisEngine each : List.of(stranger, peer)) {
                RedisBench.publish(each.broker(), "a", each == peer ? "peer" : "stranger", "").join();
                each.bus().send(new ControlMessage.EndLogin(each == peer ? "peer" : "stranger"))
                        .toCompletableFuture().join();
            }
            ledger.awaitTold(1);
            await().atMost(RedisBench.PATIENCE).until(() -> !heard.isEmpty());

            assertThat(heard).containsExactly(new ControlMessage.EndLogin("peer"));
            assertThat(ledger.contents()).containsExactly("peer");
            assertThat(bench.redis.ask("PUBSUB CHANNELS carillon:{a}*")).contains("carillon:{a}@1");
        }
    }
}
