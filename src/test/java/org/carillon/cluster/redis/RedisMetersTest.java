package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.carillon.testing.ManualClock;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisMetersTest {
    private final RedisPair pair = new RedisPair(new ManualClock());
    private final RedisProcess redis = pair.redis;
    private final RedisPeer node = pair.here;

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    private double value(String name) {
        return node.metrics.scrape().lines().filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElseThrow();
    }

    @Test
    void scrape_afterPublications_saysHowManyAndHowLong() {
        RedisBench.publish(node.engine.broker(), "a", "1", "").join();
        RedisBench.publish(node.engine.broker(), "a", "2", "").join();

        assertThat(value("carillon_redis_answers_total{script=\"publish\"}")).isEqualTo(2);
        assertThat(value("carillon_redis_nanoseconds_total{script=\"publish\"}")).isGreaterThan(1000);
        await().until(() -> value("carillon_redis_waiting") == 0);
        assertThat(value("carillon_redis_outages_total")).isZero();
    }

    @Test
    void scrape_channelFollowed_countsItsTopic() {
        double before = value("carillon_redis_topics");
        node.engine.broker().follow("a").toCompletableFuture().join();
        assertThat(value("carillon_redis_topics")).isEqualTo(before + 1);
        node.engine.broker().unfollow("a");

        assertThat(value("carillon_redis_topics")).isEqualTo(before);
    }

    @Test
    void scrape_redisDiesWhileItIsAsked_countsTheFailureAndTheOutage() throws IOException {
        redis.pause();
        var receipt = RedisBench.publish(node.engine.broker(), "a", "1", "");
        assertThat(value("carillon_redis_waiting")).isPositive();
        redis.kill();
        node.awaitNoLink();

        assertThat(receipt).failsWithin(RedisBench.PATIENCE);
        assertThat(value("carillon_redis_failures_total")).isPositive();
        assertThat(value("carillon_redis_outages_total")).isEqualTo(1);
        await().until(() -> value("carillon_redis_waiting") == 0);
    }
}
