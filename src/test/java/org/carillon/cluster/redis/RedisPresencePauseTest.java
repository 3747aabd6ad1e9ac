package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.Test;

/** A Redis that stands still for longer than the lease. */
class RedisPresencePauseTest {
    private static final Duration LEASE = Duration.ofSeconds(4);

    @Test
    void redisStandsStillForLongerThanTheLease_nobodyLeaves() throws Exception {
        RedisProcess redis = RedisProcess.start(RedisProcess.Version.OLD, RedisProcess.freePort());
        try (PresenceNodes nodes = new PresenceNodes(redis, LEASE)) {
            PresenceNodes.Node one = nodes.start();
            PresenceNodes.Node two = nodes.start();
            one.add("a", "anna", "s1");
            two.add("a", "bert", "s2");
            redis.pause();
            await().pollDelay(LEASE.plusMillis(200)).until(() -> true);
            redis.resume();

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions()
                    .until(() -> one.users("a").equals(List.of("anna", "bert")));
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions()
                    .until(() -> two.users("a").equals(List.of("anna", "bert")));
            // Both are back, and three signs of each are seen: whoever is there then was not taken for dead.
            await().during(LEASE.dividedBy(2)).atMost(Duration.ofSeconds(20))
                    .until(() -> two.users("a").equals(List.of("anna", "bert")));
            assertThat(nodes.news()).noneMatch(each -> each.contains("-"));
        }
    }
}
