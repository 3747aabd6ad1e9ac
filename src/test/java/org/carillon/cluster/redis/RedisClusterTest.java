package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.carillon.Position;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.RedisProcess.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis Cluster of three primaries. */
@Timeout(60)
class RedisClusterTest {
    private static final int SLOTS = 16_384;
    private static final int NODES = 3;

    private final List<RedisProcess> cluster = new ArrayList<>();

    private String begin(Version version) throws IOException {
        assumeTrue(version == Version.OLD || RedisProcess.installed().isPresent(), "no redis-server on the PATH");
        for (int i = 0; i < NODES; i++) {
            RedisProcess node = RedisProcess.start(version, RedisProcess.freeClusterPort(), "--cluster-enabled", "yes");
            cluster.add(node);
            StringBuilder slots = new StringBuilder("CLUSTER ADDSLOTS");
            for (int slot = i * SLOTS / NODES; slot < (i + 1) * SLOTS / NODES; slot++) {
                slots.append(' ').append(slot);
            }
            node.ask(slots.toString());
            node.ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
            node.ask("CLUSTER MEET 127.0.0.1 " + cluster.get(0).port());
        }
        cluster.forEach(node -> await().atMost(RedisBench.PATIENCE).until(() ->
                node.ask("CLUSTER INFO").contains("cluster_state:ok")
                        && node.ask("CLUSTER INFO").contains("cluster_known_nodes:" + NODES)));
        return "redis-cluster://" + cluster.stream().map(node -> "127.0.0.1:" + node.port())
                .collect(Collectors.joining(","));
    }

    @AfterEach
    void end() throws IOException {
        for (RedisProcess node : cluster) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void publish_channelsOnAllPrimaries_toldAndRead(Version version) throws Exception {
        String url = begin(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = bench.node("carillon.redis.url", url, "carillon.redis.replicas", "0");
            RedisEngine other = bench.node("carillon.redis.url", url, "carillon.redis.replicas", "0");
            Ledger ledger = new Ledger(other.broker());
            for (int i = 0; i < 20; i++) {
                ledger.follow("channel" + i);
            }
            for (int i = 0; i < 100; i++) {
                RedisBench.publish(one.broker(), "channel" + i % 20, "" + i, "").join();
            }
            ledger.awaitTold(100);
            Slice slice = one.broker().read("channel7", Range.after(0, 10, 1000)).toCompletableFuture().join();

            assertThat(ledger.contents()).hasSize(100);
            assertThat(slice.publications()).hasSize(5);
            assertThat(cluster).allSatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo(":0\r\n"));
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void follow_rightAfterUnfollow_goesOnOverTheSameLink(Version version) throws Exception {
        String url = begin(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = bench.node("carillon.redis.url", url, "carillon.redis.replicas", "0");
            Ledger ledger = new Ledger(engine.broker());
            ledger.follow("a");
            ledger.follow("b");
            for (int i = 0; i < 20; i++) {
                engine.broker().unfollow("a");
                ledger.follow("a");
                RedisBench.publish(engine.broker(), "a", "" + i, "").join();
                ledger.awaitTold(i + 1);
            }

            assertThat(ledger.contents()).isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void members_channelsOnAllPrimaries_leaveWithTheirNode(Version version) throws Exception {
        String url = begin(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = bench.node("carillon.redis.url", url, "carillon.redis.lease", "2s");
            RedisEngine other = bench.node("carillon.redis.url", url, "carillon.redis.lease", "2s");
            for (int i = 0; i < 20; i++) {
                one.presence().add("channel" + i, PresenceNodes.member("anna", "s1")).toCompletableFuture().join();
                other.presence().add("channel" + i, PresenceNodes.member("bert", "s2")).toCompletableFuture().join();
            }
            assertThat(members(other)).isEqualTo(40);
            one.close();

            await().atMost(RedisBench.PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
                other.sweep();
                return members(other) == 20;
            });
            other.cursors().advance("anna", "phone", new Position("e", 3)).toCompletableFuture().join();
            assertThat(other.cursors().find("anna", "phone").toCompletableFuture().join())
                    .contains(new Position("e", 3));
        }
    }

    private static int members(RedisEngine engine) {
        return IntStream.range(0, 20)
                .map(i -> engine.presence().count("channel" + i).toCompletableFuture().join()).sum();
    }
}
