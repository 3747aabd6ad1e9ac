package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.Test;

/** A replica that takes over without the last writes of the primary, but with all signs of life. */
class RedisPresenceFailoverTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void anotherPrimaryWithoutTheLastLeave_itIsMadeUpForAfterTheLease() throws Exception {
        RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "everysec");
        try (PresenceNodes nodes = new PresenceNodes(redis, LEASE)) {
            PresenceNodes.Node one = nodes.start();
            one.add("a", "anna", "s1");
            String life = one.life();
            one.add("b", "bert", "s2");
            List<String> lost = List.of("t:{a}:members", "t:{a}:held:" + life);
            lost.forEach(name -> redis.ask("COPY " + name + " kept:" + name));
            one.remove("a", "anna", "s1");
            await().atMost(PATIENCE).until(() -> redis.ask("SCARD t:{n:" + life + "}:channels").startsWith(":1"));
            redis.stop();
            redis.start();
            lost.forEach(name -> redis.ask("COPY kept:" + name + " " + name));
            redis.ask("SADD t:{n:" + life + "}:channels a");

            await().atMost(PATIENCE).ignoreExceptions().until(() -> one.users("a").isEmpty());
            assertThat(one.users("b")).containsExactly("bert");
            assertThat(nodes.news()).containsExactly("a +anna", "b +bert", "a -anna", "a -anna");
        }
    }
}
