package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.carillon.RefusedException;
import org.carillon.UserStatus;
import org.carillon.cluster.NodeState.Phase;
import org.carillon.cluster.NodesContract;
import org.carillon.cluster.Users;
import org.carillon.cluster.UsersContract;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisUsersTest extends UsersContract {
    private final RedisPair pair = new RedisPair(clock);
    private final RedisProcess redis = pair.redis;
    private final RedisPeer here = pair.here;
    private final RedisPeer there = pair.there;

    @BeforeEach
    void show() {
        here.engine.nodes().show(NodesContract.state(here.self, 1, Phase.UP));
        there.engine.nodes().show(NodesContract.state(there.self, 1, Phase.UP));
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Override
    protected Users create() {
        return here.engine.users();
    }

    private Users other() {
        return there.engine.users();
    }

    private void sweep(RedisPeer peer) {
        peer.engine.nodes().show(NodesContract.state(peer.self, 1, Phase.UP));
        peer.engine.sweep();
    }

    @Test
    void status_sessionsOnTwoNodes_areCountedTogetherOnEither() {
        create().note("anna", 1);
        other().note("anna", 2);

        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(3));
        await().untilAsserted(() -> assertThat(status(other(), "anna").sessions()).isEqualTo(3));
        other().note("anna", 0);
        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(1));
    }

    @Test
    void status_leaseOfTheNodeIsOver_countsNothing() {
        other().note("anna", 2);
        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(2));

        await().untilAsserted(() -> {
            here.engine.nodes().show(NodesContract.state(here.self, 1, Phase.UP));
            assertThat(status(create(), "anna")).isEqualTo(new UserStatus("anna", 0, Optional.of(clock.instant())));
        });
    }

    @Test
    void note_countOfADeadNodeNotSaidForHours_isDropped() {
        other().note("anna", 2);
        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(2));
        clock.advance(Duration.ofHours(4));
        create().note("anna", 1);

        await().untilAsserted(() -> assertThat(redis.ask("HLEN carillon:{u:anna}:sessions")).startsWith(":2"));
    }

    @Test
    void sweep_everyHour_saysAgainWhatLivingNodesCount() {
        other().note("anna", 2);
        for (int hour = 0; hour < 5; hour++) {
            clock.advance(Duration.ofMinutes(61));
            sweep(there);
            create().note("anna", 1);
        }

        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(3));
    }

    @Test
    void status_redisIsAway_unavailable() {
        redis.kill();

        assertThatThrownBy(() -> status(create(), "anna")).hasCauseInstanceOf(RefusedException.class);
    }

    /** As a replica that takes over without the primary's last writes. */
    @Test
    void note_goneIsLostAMomentLater_isSaidAgainWithItsTime() {
        other().note("anna", 1);
        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isEqualTo(1));
        other().note("anna", 0);
        await().untilAsserted(() -> assertThat(status(create(), "anna").sessions()).isZero());
        Instant end = clock.instant();
        clock.advance(Duration.ofSeconds(50));
        redis.ask("DEL carillon:{u:anna}:sessions");
        redis.ask("HSET carillon:{u:anna}:sessions @seen 1 " + there.self.instance() + " 1@" + clock.millis());
        redis.ask("CLIENT KILL TYPE pubsub");

        // Until both have a new link they are refused.
        await().ignoreExceptionsInstanceOf(CompletionException.class).untilAsserted(() -> {
            sweep(there);
            sweep(here);
            assertThat(status(create(), "anna")).isEqualTo(new UserStatus("anna", 0, Optional.of(end)));
        });
    }

    @Test
    void note_whileRedisWasAwayAndIsEmptyAfterwards_isMadeUpFor() throws IOException {
        other().note("anna", 1);
        other().note("bert", 1);
        redis.kill();
        there.awaitNoLink();
        other().note("anna", 2);
        other().note("bert", 0);
        redis.startEmpty();
        here.awaitLink();
        there.awaitLink();
        create().note("bert", 1);

        await().untilAsserted(() -> {
            sweep(here);
            sweep(there);
            assertThat(status(create(), "anna").sessions()).isEqualTo(2);
            assertThat(status(create(), "bert").sessions()).isEqualTo(1);
        });
    }
}
