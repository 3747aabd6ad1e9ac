package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.carillon.Identity;
import org.carillon.Position;
import org.carillon.cluster.Broker;
import org.carillon.cluster.ControlMessage;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Range;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.Slice;
import org.carillon.cluster.Ticket;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.RedisProcess.Version;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis Cluster of three primaries. Each test has names of its own in it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisClusterTest {
    private static final Ticket KIM = new Ticket(Identity.guest("kim"), Optional.empty());
    private static final Duration SOON = Duration.ofMillis(100);

    private final Map<Version, RedisClusterKit> clusters = new EnumMap<>(Version.class);
    private int tests;

    private RedisClusterKit cluster(Version version) throws IOException {
        assumeTrue(version == Version.OLD || RedisProcess.installed().isPresent(), "no redis-server on the PATH");
        if (!clusters.containsKey(version)) {
            clusters.put(version, new RedisClusterKit(version));
        }
        return clusters.get(version);
    }

    @BeforeEach
    void begin() {
        tests++;
    }

    @AfterAll
    void end() throws IOException {
        for (RedisClusterKit cluster : clusters.values()) {
            cluster.close();
        }
    }

    private RedisEngine node(RedisBench bench, RedisClusterKit cluster, String... settings) {
        return bench.node(Stream.concat(Stream.of("carillon.redis.url", cluster.url(), "carillon.redis.replicas", "0",
                "carillon.redis.lease", "2s", "carillon.redis.prefix", prefix()), Stream.of(settings))
                .toArray(String[]::new));
    }

    private String prefix() {
        return "t" + tests + ':';
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void publish_channelsOnAllPrimaries_toldAndRead(Version version) throws Exception {
        RedisClusterKit cluster = cluster(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = node(bench, cluster);
            RedisEngine other = node(bench, cluster);
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
            assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.ask("DBSIZE")).isNotEqualTo(":0\r\n"));
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void follow_rightAfterUnfollow_goesOnOverTheSameLink(Version version) throws Exception {
        RedisClusterKit cluster = cluster(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine engine = node(bench, cluster);
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
        RedisClusterKit cluster = cluster(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = node(bench, cluster);
            RedisEngine other = node(bench, cluster);
            for (int i = 0; i < 20; i++) {
                one.presence().add("channel" + i, PresenceNodes.member("anna", "s1")).toCompletableFuture().join();
                other.presence().add("channel" + i, PresenceNodes.member("bert", "s2")).toCompletableFuture().join();
            }
            assertThat(members(other)).isEqualTo(40);
            one.close();

            await().atMost(RedisBench.PATIENCE).pollInterval(SOON).until(() -> {
                other.sweep();
                return members(other) == 20;
            });
            other.cursors().advance("anna", "phone", new Position("e", 3)).toCompletableFuture().join();
            assertThat(other.cursors().find("anna", "phone").toCompletableFuture().join())
                    .contains(new Position("e", 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void peers_hearAndSeeEachOther_whereverTheirKeysAre(Version version) throws Exception {
        RedisClusterKit cluster = cluster(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = node(bench, cluster, "carillon.node.name", "one");
            RedisEngine other = node(bench, cluster, "carillon.node.name", "other");
            List<ControlMessage> heard = new CopyOnWriteArrayList<>();
            other.bus().listen(heard::add);
            one.tickets().put("t", KIM, Duration.ofSeconds(30)).toCompletableFuture().join();

            await().atMost(RedisBench.PATIENCE).pollInterval(SOON).untilAsserted(() -> {
                one.bus().send(new ControlMessage.Kick("anna")).toCompletableFuture().join();
                assertThat(heard).contains(new ControlMessage.Kick("anna"));
            });
            await().atMost(RedisBench.PATIENCE).pollInterval(SOON).untilAsserted(() -> {
                one.nodes().show(state("one"));
                other.nodes().show(state("other"));
                assertThat(one.nodes().list().toCompletableFuture().join()).extracting(NodeState::name)
                        .containsExactly("one", "other");
            });
            assertThat(other.tickets().take("t").toCompletableFuture().join()).contains(KIM);
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void revocations_areHeardByOthers_andReadByThoseThatComeLater(Version version) throws Exception {
        RedisClusterKit cluster = cluster(version);
        Identity anna = new Identity("anna", Optional.empty(), Map.of(), "", Set.of(),
                Optional.of(new Identity.Token("t", Optional.empty())));
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = node(bench, cluster);
            RedisEngine other = node(bench, cluster);
            await().atMost(RedisBench.PATIENCE).until(() -> other.revocations().known());
            one.revocations().add(Revocation.ofToken("t", Instant.now().plusSeconds(60))).toCompletableFuture().join();

            await().atMost(RedisBench.PATIENCE).until(() -> other.revocations().revoked(anna));
            RedisEngine late = node(bench, cluster);
            await().atMost(RedisBench.PATIENCE).until(() -> late.revocations().known());
            assertThat(late.revocations().revoked(anna)).isTrue();
        }
    }

    private static NodeState state(String name) {
        return new NodeState(name, name, "", 1, 1, Instant.EPOCH, NodeState.Phase.UP);
    }

    /** The new primary may lack what was acknowledged, as far as anybody can know: the log begins anew. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void slotMoves_followersBeginAnewThere_andGoOn(Version version) throws Exception {
        RedisClusterKit cluster = cluster(version);
        try (RedisBench bench = new RedisBench()) {
            RedisEngine one = node(bench, cluster);
            Ledger ledger = new Ledger(node(bench, cluster).broker()).follow("moved");
            RedisBench.publish(one.broker(), "moved", "1", "").join();
            ledger.awaitTold(1);
            cluster.move(prefix() + "{moved}:log");

            Broker.Receipt receipt = await().atMost(RedisBench.PATIENCE).pollInterval(SOON).until(() ->
                    RedisBench.publish(one.broker(), "moved", "2", "k").exceptionally(error -> null).join(),
                    Objects::nonNull);
            await().atMost(RedisBench.PATIENCE).until(() -> ledger.begun.size() == 2);
            RedisBench.publish(one.broker(), "moved", "3", "").join();
            await().atMost(RedisBench.PATIENCE).until(() -> ledger.contents().contains("3"));

            assertThat(receipt.position().epoch()).isNotEqualTo(ledger.begun.get(0).epoch());
            assertThat(ledger.begun.get(1).epoch()).isEqualTo(receipt.position().epoch());
            assertThat(ledger.contents()).as("in order, none twice").isSubsetOf("1", "2", "3").doesNotHaveDuplicates();
        }
    }

    private static int members(RedisEngine engine) {
        return IntStream.range(0, 20)
                .map(i -> engine.presence().count("channel" + i).toCompletableFuture().join()).sum();
    }
}
