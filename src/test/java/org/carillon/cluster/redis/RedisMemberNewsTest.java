package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What followers on one node are told of members that another adds. */
class RedisMemberNewsTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private RedisBench bench;
    private RedisEngine one;
    private RedisEngine two;

    @BeforeEach
    void start() throws Exception {
        bench = new RedisBench();
        one = bench.node("carillon.redis.lease", "6s");
        two = bench.node("carillon.redis.lease", "6s");
        one.broker().listen(new Notes());
        two.broker().listen(new Notes());
        timer.scheduleWithFixedDelay(() -> List.of(one, two).forEach(RedisEngine::sweep), 0, 50, TimeUnit.MILLISECONDS);
        two.broker().follow("a").toCompletableFuture().join();
    }

    @AfterEach
    void close() throws Exception {
        timer.shutdownNow();
        bench.close();
    }

    private void add(String user) {
        one.presence().add("a", PresenceNodes.member(user, "s-" + user)).toCompletableFuture().join();
    }

    @Test
    void changes_inOrderWithPublications() {
        add("anna");
        RedisBench.publish(one.broker(), "a", "1", "").join();
        one.presence().remove("a", "anna", "s-anna").toCompletableFuture().join();
        RedisBench.publish(one.broker(), "a", "2", "").join();

        await().atMost(RedisBench.PATIENCE).untilAsserted(
                () -> assertThat(told).containsExactly("+anna", "1", "-anna", "2"));
    }

    /** Redis drops what is published to a connection of which it thinks that it is there, and nobody notices. */
    @Test
    void change_messageIsLost_isToldSoonAllTheSame() {
        PresenceActs silent = bench.acts("SETNX");
        silent.change("a", "life", 1, List.of(Change.asked(
                new Seat("anna", "s"), Optional.of(PresenceNodes.member("anna", "s"))))).toCompletableFuture().join();

        await().atMost(RedisBench.PATIENCE).untilAsserted(() -> assertThat(told).containsExactly("+anna"));
        add("bert");
        await().atMost(RedisBench.PATIENCE).untilAsserted(() -> assertThat(told).containsExactly("+anna", "+bert"));
    }

    @Test
    void follow_nobodyCame_leavesNothingOfItInRedis() {
        assertThat(bench.redis.ask("KEYS *change*")).startsWith("*0");
    }

    @Test
    void count_wouldEndInAQuietChannel_lastsAsLongAsItIsFollowed() {
        add("anna");
        bench.redis.ask("EXPIRE carillon:{a}:change 300000");

        await().atMost(RedisBench.PATIENCE).untilAsserted(
                () -> assertThat(bench.redis.ask("TTL carillon:{a}:change")).startsWith(":604"));
    }

    @Test
    void count_isOver_theNextChangesAreToldAllTheSame() {
        add("anna");
        bench.redis.ask("DEL carillon:{a}:change carillon:{a}:changes");
        bench.redis.ask("CONFIG RESETSTAT");
        await().atMost(RedisBench.PATIENCE).untilAsserted(() -> assertThat(bench.redis.ask("INFO commandstats"))
                .as("was asked and has answered").containsPattern("cmdstat_get:calls=[2-9]"));
        add("bert");
        add("carl");

        await().atMost(RedisBench.PATIENCE).untilAsserted(
                () -> assertThat(told).containsExactly("+anna", "+bert", "+carl"));
    }

    @Test
    void connectionsCutAgainAndAgain_eachChangeIsToldOnceAndInOrder() {
        add("first");
        for (int i = 0; i < 300; i++) {
            if (i % 60 == 30) {
                bench.redis.ask("CLIENT KILL TYPE pubsub");
            }
            one.presence().add("a", PresenceNodes.member("u" + i, "s" + i));
        }

        String[] expected = IntStream.range(0, 300).mapToObj(i -> "+u" + i).toArray(String[]::new);
        await().atMost(RedisBench.PATIENCE).untilAsserted(() -> assertThat(told).hasSize(301));
        assertThat(told).startsWith("+first").contains(expected).doesNotHaveDuplicates();
        assertThat(one.presence().count("a").toCompletableFuture().join()).isEqualTo(301);
    }

    /** Notes what followers are told. */
    private final class Notes implements Broker.Listener {
        @Override
        public void noted(Publication publication) {
            told.add(publication.content().json());
        }

        @Override
        public void noted(MemberChange change) {
            told.add((change.joined() ? "+" : "-") + change.member().user());
        }

        @Override
        public void flush(String channel) {}

        @Override
        public void broken(String channel) {
            told.add("broken");
            two.broker().unfollow(channel);
        }
    }
}
