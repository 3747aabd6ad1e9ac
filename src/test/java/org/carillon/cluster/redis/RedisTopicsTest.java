package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.carillon.node.Metrics;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When subscriptions are said to be in force. */
@Timeout(60)
class RedisTopicsTest {
    private final RedisProcess redis = RedisProcess.start("--appendonly", "no");
    private final RedisConnections connections = new RedisConnections(TestSettings.of("carillon.store", "redis",
            "carillon.redis.url", redis.url()).redis(), Runnable::run,
            new RedisMeters(new Metrics()));
    private final Set<String> inForce = ConcurrentHashMap.newKeySet();

    RedisTopicsTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        connections.close();
        redis.close();
    }

    /** Notes whether its topic was in force when it was told so. */
    private final class Noter implements RedisTopics.Hearer {
        private final String topic;
        private final CompletableFuture<Boolean> resumed = new CompletableFuture<>();

        Noter(String topic) {
            this.topic = topic;
        }

        @Override
        public void heard(byte[] message) {}

        @Override
        public void interrupted() {}

        @Override
        public void resumed() {
            resumed.complete(inForce.contains(topic));
        }
    }

    private void watchConfirmations() {
        connections.watchFirst(link -> link.nodes().get(0).topics().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void subscribed(String topic, long count) {
                inForce.add(topic);
            }
        }));
    }

    @Test
    void up_manyTopics_eachIsResumedWhenItIsInForceAndNotBefore() {
        watchConfirmations();
        RedisTopics topics = new RedisTopics(connections);
        List<Noter> noters = new ArrayList<>();
        IntStream.range(0, 1200).forEach(i -> {
            Noter noter = new Noter("topic" + i);
            noters.add(noter);
            assertThat(topics.subscribe(noter.topic, noter)).isCompletedExceptionally();
        });
        connections.start();

        assertThat(noters).allSatisfy(noter ->
                assertThat(noter.resumed).succeedsWithin(RedisBench.PATIENCE).isEqualTo(true));
    }

    @Test
    void up_manyHearersThatAskWhatTheyMissed_fewAtATime() {
        AtomicInteger asking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<RedisLink> made = new CompletableFuture<>();
        connections.watchFirst(made::complete);
        RedisTopics topics = new RedisTopics(connections);
        CountDownLatch answered = new CountDownLatch(2000);
        IntStream.range(0, 2000).forEach(i -> assertThat(topics.subscribe("topic" + i, new Asker(() -> {
            most.accumulateAndGet(asking.incrementAndGet(), Math::max);
            made.join().nodes().get(0).commands().async().ping().whenComplete((pong, error) -> {
                asking.decrementAndGet();
                answered.countDown();
            });
        }))).isCompletedExceptionally());
        connections.start();

        await().atMost(RedisBench.PATIENCE).until(() -> answered.getCount() == 0);
        assertThat(most.get()).isLessThan(100);
    }

    /** Asks Redis something when it is resumed. */
    private record Asker(Runnable question) implements RedisTopics.Hearer {
        @Override
        public void heard(byte[] message) {}

        @Override
        public void interrupted() {}

        @Override
        public void resumed() {
            question.run();
        }
    }

    @Test
    void subscribe_behindManyTopics_completesWhenItIsInForceAndNotBefore() {
        watchConfirmations();
        RedisTopics topics = new RedisTopics(connections);
        IntStream.range(0, 400).forEach(i ->
                assertThat(topics.subscribe("topic" + i, new Noter("topic" + i))).isCompletedExceptionally());
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        connections.watchFirst(link -> topics.subscribe("late", new Noter("late"))
                .thenRun(() -> late.complete(inForce.contains("late"))));
        connections.start();

        assertThat(late).succeedsWithin(RedisBench.PATIENCE).isEqualTo(true);
    }

    @Test
    void subscribe_linkEndsMeanwhile_fails() throws IOException {
        RedisTopics topics = new RedisTopics(connections);
        connections.start();
        await().until(() -> connections.trouble().isEmpty());
        redis.pause();
        CompletableFuture<Void> asked = topics.subscribe("a", new Noter("a"));
        connections.end(connections.link().orElseThrow(), "tried out");

        assertThat(asked).failsWithin(RedisBench.PATIENCE);
        redis.resume();
    }
}
