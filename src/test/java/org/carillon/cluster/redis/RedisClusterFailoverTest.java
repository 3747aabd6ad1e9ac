package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Range;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.RedisProcess.Version;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A primary of a Redis Cluster is killed while a node publishes, and its replica takes its place. */
@Timeout(60)
class RedisClusterFailoverTest {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String[] QUICK =
            {"--cluster-node-timeout", "500", "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1"};

    /** What one channel's publisher was answered; a publication that was refused is repeated with its key. */
    private static final class Publisher {
        private final Broker broker;
        private final String channel;
        private final List<Broker.Receipt> receipts = new ArrayList<>();
        private final Set<ErrorCode> refusals = new TreeSet<>();

        Publisher(Broker broker, String channel) {
            this.broker = broker;
            this.channel = channel;
        }

        /** Publishes the next number, once. */
        void next() {
            int number = receipts.size();
            try {
                receipts.add(RedisBench.publish(broker, channel, "" + number, "key" + number).join());
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(RefusedException.class);
                refusals.add(((RefusedException) e.getCause()).code());
                await().pollDelay(PAUSE).until(() -> true);
            }
        }

        private String epoch() {
            return receipts.get(receipts.size() - 1).position().epoch();
        }

        private List<Broker.Receipt> last() {
            return receipts.stream().filter(each -> each.position().epoch().equals(epoch())).toList();
        }

        /** Each number of the last epoch is in the log once, where it was acknowledged to be, and was told so. */
        void assertComplete(Ledger ledger) {
            List<Publication> log = broker.read(channel, Range.after(0, 10_000, 1 << 20)).toCompletableFuture().join()
                    .publications();
            List<Position> told = List.copyOf(ledger.told).stream().map(Publication::position)
                    .filter(each -> each.epoch().equals(epoch())).toList();
            Position begun = List.copyOf(ledger.begun).stream().filter(each -> each.epoch().equals(epoch())).findFirst()
                    .orElseThrow(() -> new AssertionError("the reader is not in the epoch " + epoch()));
            int first = receipts.size() - last().size();

            assertThat(log).extracting(Publication::position).isEqualTo(
                    last().stream().map(Broker.Receipt::position).toList());
            assertThat(log).extracting(each -> each.content().json()).isEqualTo(
                    IntStream.range(first, receipts.size()).mapToObj(Integer::toString).toList());
            assertThat(told).isEqualTo(log.stream().map(Publication::position)
                    .filter(each -> each.offset() > begun.offset()).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void primaryKilled_replicaTakesOver_nothingAcknowledgedIsLostWithinItsEpoch(Version version) throws Exception {
        assumeTrue(version == Version.OLD || RedisProcess.installed().isPresent(), "no redis-server on the PATH");
        try (RedisClusterKit cluster = new RedisClusterKit(version, QUICK); RedisBench bench = new RedisBench()) {
            RedisProcess replica = cluster.replicaOf(cluster.nodes.get(0));
            String lost = channelOn(cluster, 0);
            String kept = channelOn(cluster, 1);
            Broker broker = node(bench, cluster).broker();
            Ledger ledger = new Ledger(node(bench, cluster).broker()).follow(lost).follow(kept);
            Publisher there = new Publisher(broker, lost);
            Publisher elsewhere = new Publisher(broker, kept);
            CompletableFuture<Void> fault = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 50 || !goneOn(there, elsewhere); i++) {
                fault = i == 20 ? CompletableFuture.runAsync(cluster.nodes.get(0)::kill) : fault;
                there.next();
                elsewhere.next();
            }
            fault.join();
            await().atMost(RedisBench.PATIENCE).untilAsserted(() -> {
                there.assertComplete(ledger);
                elsewhere.assertComplete(ledger);
            });

            assertThat(replica.ask("ROLE")).contains("master");
            assertThat(there.refusals).containsExactly(ErrorCode.UNAVAILABLE);
            assertThat(elsewhere.refusals).isSubsetOf(ErrorCode.UNAVAILABLE);
            assertThat(epochs(there)).as("a new one, since the replica may have lacked something").hasSize(2);
            assertThat(epochs(elsewhere)).as("nothing was lost there").hasSize(1);
        }
    }

    /** Whether both publish again after the kill, and some publications have gone by since. */
    private static boolean goneOn(Publisher there, Publisher elsewhere) {
        return epochs(there).size() == 2 && there.last().size() > 20 && elsewhere.receipts.size() > 40;
    }

    private static Set<String> epochs(Publisher publisher) {
        Set<String> epochs = new TreeSet<>();
        publisher.receipts.forEach(each -> epochs.add(each.position().epoch()));
        return epochs;
    }

    private static RedisEngine node(RedisBench bench, RedisClusterKit cluster) {
        return bench.node("carillon.redis.url", cluster.url(), "carillon.redis.replicas", "0",
                "carillon.redis.timeout", "1s");
    }

    private static String channelOn(RedisClusterKit cluster, int node) {
        return IntStream.iterate(0, i -> i + 1).mapToObj(i -> "channel" + i)
                .filter(channel -> cluster.first("carillon:{" + channel + "}:log") == cluster.nodes.get(node))
                .findFirst().orElseThrow();
    }
}
