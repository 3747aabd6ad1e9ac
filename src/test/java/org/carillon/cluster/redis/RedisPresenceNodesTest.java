package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.carillon.RefusedException;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presence on several nodes that share a real Redis, some of which die, stand still or lose it. */
class RedisPresenceNodesTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RedisProcess redis;
    private PresenceNodes nodes;
    private PresenceNodes.Node one;
    private PresenceNodes.Node two;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        nodes = new PresenceNodes(redis, LEASE);
        one = nodes.start();
        two = nodes.start();
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    private void awaitNews(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.news()).containsExactly(expected));
    }

    private static String[] each(String change, int count) {
        return IntStream.range(0, count).mapToObj(i -> change + i).toArray(String[]::new);
    }

    private static void addMany(PresenceNodes.Node node, String channel, int count) {
        CompletableFuture.allOf(IntStream.range(0, count)
                .mapToObj(i -> node.store.add(channel, PresenceNodes.member("u" + i, "s" + i)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new)).join();
    }

    @Test
    void user_onTwoNodes_comesOnceAndLeavesOnce() {
        assertThat(one.add("a", "anna", "s1")).isPresent();
        assertThat(two.add("a", "anna", "s2")).isEmpty();
        assertThat(two.users("a")).containsExactly("anna");
        assertThat(one.remove("a", "anna", "s1")).isEmpty();
        assertThat(two.remove("a", "anna", "s2")).isPresent();

        awaitNews("a +anna", "a -anna");
        assertThat(one.users("a")).isEmpty();
    }

    @Test
    void nodeDies_itsMembersLeaveOnceAfterTheLease() {
        nodes.start();
        one.add("a", "anna", "s1");
        two.add("a", "anna", "s2");
        two.add("b", "bert", "s3");
        addMany(two, "big", 250);
        two.crash();

        assertThat(one.users("big")).hasSize(250);
        await().atMost(PATIENCE).until(() -> one.users("big").isEmpty() && one.users("b").isEmpty());
        assertThat(one.users("a")).containsExactly("anna");
        assertThat(nodes.news()).filteredOn(each -> each.startsWith("big -"))
                .containsExactlyInAnyOrder(each("big -u", 250));
        assertThat(nodes.news()).filteredOn(each -> !each.startsWith("big"))
                .containsExactly("a +anna", "b +bert", "b -bert");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.late()).hasSize(251).doesNotHaveDuplicates());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.names("*")).doesNotContain("t:{b}:members")
                .hasSize(11).anyMatch(name -> name.startsWith("t:{a}:held")));
    }

    @Test
    void cleanerDiesMidway_anotherGoesOn() throws Exception {
        addMany(two, "big", 250);
        String life = two.life();
        two.crash();
        await().atMost(PATIENCE).until(() -> one.acts.claim(life, signs(life), "a cleaner that dies", LEASE)
                .toCompletableFuture().join());
        assertThat(one.acts.drain("big", life).toCompletableFuture().join().done()).isFalse();

        await().atMost(PATIENCE).until(() -> one.users("big").isEmpty());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.news())
                .filteredOn(each -> each.startsWith("big -")).containsExactlyInAnyOrder(each("big -u", 250)));
    }

    /** How many signs a life has given; one may have been on its way when its node crashed. */
    private long signs(String life) {
        return Long.parseLong(redis.ask("HGET t:{nodes}:signs " + life).lines().toList().get(1));
    }

    @Test
    void nodeStandsStill_itsMembersComeBackWhenItGoesOn() {
        two.add("a", "bert", "s1");
        two.pause();
        awaitNews("a +bert", "a -bert");
        two.resume();

        awaitNews("a +bert", "a -bert", "a +bert");
        assertThat(one.users("a")).containsExactly("bert");
        assertThat(two.remove("a", "bert", "s1")).isPresent();
    }

    @Test
    void redisComesBackEmpty_allNodesTellTheirMembersAnew() throws Exception {
        one.add("a", "anna", "s1");
        two.add("a", "bert", "s2");
        two.add("b", "carl", "s3");
        redis.kill();
        assertThatThrownBy(() -> two.remove("b", "carl", "s3")).hasCauseInstanceOf(RefusedException.class);
        redis.startEmpty();

        await().atMost(PATIENCE).ignoreExceptions().until(() -> one.users("a").equals(List.of("anna", "bert")));
        assertThat(two.users("b")).isEmpty();
    }

    @Test
    void redisAway_whatWasRefusedIsPutRightLater() throws Exception {
        one.add("a", "anna", "s1");
        redis.kill();
        assertThatThrownBy(() -> one.remove("a", "anna", "s1")).hasCauseInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> two.add("a", "bert", "s2")).hasCauseInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> one.users("a")).hasCauseInstanceOf(RefusedException.class);
        redis.start();

        await().atMost(PATIENCE).ignoreExceptions().until(() -> one.users("a").equals(List.of("bert")));
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(nodes.late()).containsExactlyInAnyOrder("a -anna", "a +bert"));
    }

    @Test
    void redisLosesTheEnd_theMembersAreToldAnew() {
        one.add("a", "anna", "s1");
        one.add("b", "anna", "s1");
        redis.ask("DEL t:{a}:members t:{a}:acts");

        await().atMost(PATIENCE).until(() -> two.users("a").equals(List.of("anna")));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.names("*held*")).hasSize(2));
        assertThat(nodes.news()).containsExactly("a +anna", "b +anna", "a +anna");
    }

    @Test
    void redisIsFull_nobodyLeavesAndWhoWasRefusedComesLater() {
        one.add("a", "anna", "s1");
        redis.ask("CONFIG SET maxmemory 1");
        assertThatThrownBy(() -> two.add("a", "bert", "s2")).hasCauseInstanceOf(RefusedException.class);
        await().during(LEASE.plusSeconds(1)).atMost(PATIENCE).until(() -> two.users("a").equals(List.of("anna")));
        redis.ask("CONFIG SET maxmemory 0");

        awaitNews("a +anna", "a +bert");
        assertThat(one.users("a")).containsExactly("anna", "bert");
    }

    @Test
    void manyMembers_countLooksAtNone_andTheyAreAddedInBatches() {
        addMany(one, "a", 20_000);
        String added = redis.ask("INFO commandstats");
        redis.ask("CONFIG RESETSTAT");

        assertThat(two.store.count("a").toCompletableFuture().join()).isEqualTo(20_000);
        assertThat(redis.ask("INFO commandstats")).contains("cmdstat_hlen:calls=1,")
                .doesNotContain("cmdstat_hvals", "cmdstat_hgetall:calls=2", "cmdstat_hscan", "cmdstat_hkeys");
        assertThat(added).containsPattern("cmdstat_evalsha:calls=1?\\d{1,3},");
    }
}
