package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.carillon.RefusedException;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.NodeState.Phase;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.NodesContract;
import org.carillon.node.ThisNode;
import org.carillon.testing.ManualClock;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisNodesTest extends NodesContract {
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final ManualClock clock = new ManualClock();
    private final RedisPair pair = new RedisPair(clock);
    private final RedisProcess redis = pair.redis;
    private final RedisPeer here = pair.here;
    private final RedisPeer there = pair.there;

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Override
    protected Nodes create() {
        return here.engine.nodes();
    }

    @Override
    protected ThisNode self() {
        return here.self;
    }

    private void show(RedisPeer peer, int sessions) {
        peer.engine.nodes().show(state(peer.self, sessions, Phase.UP));
    }

    @Test
    void list_twoNodes_bothByNameOnEither() {
        show(there, 2);
        show(here, 1);

        await().untilAsserted(() -> assertThat(living(create())).extracting(NodeState::name)
                .containsExactly("a", "b"));
        assertThat(living(there.engine.nodes())).isEqualTo(living(create()));
    }

    @Test
    void list_leaseIsOver_isForgottenThenAndNotBefore() {
        show(there, 2);
        long shown = System.nanoTime();
        await().atMost(LEASE.multipliedBy(5)).until(() -> {
            show(here, 1);
            return living(create()).size() == 1;
        });

        assertThat(Duration.ofNanos(System.nanoTime() - shown)).isGreaterThan(LEASE.minusMillis(100));
        assertThat(living(create())).extracting(NodeState::name).containsExactly("a");
    }

    @Test
    void list_nodeKilledAndStartedAgain_theYoungerOneOnce() {
        show(there, 2);
        clock.advance(Duration.ofSeconds(1));
        try (RedisPeer again = RedisPeer.of(redis, "b", clock)) {
            show(again, 0);
            show(there, 2);

            await().untilAsserted(() -> assertThat(living(create()))
                    .containsExactly(state(again.self, 0, Phase.UP)));
            there.engine.nodes().leave();
            await().untilAsserted(() -> assertThat(redis.ask("HLEN carillon:nodes:{n}:state")).startsWith(":1"));
            assertThat(living(create())).containsExactly(state(again.self, 0, Phase.UP));
        }
    }

    @Test
    void known_redisIsAway_asItWas() {
        show(here, 1);
        await().until(() -> !create().known().isEmpty());
        redis.kill();
        show(here, 2);

        assertThatThrownBy(() -> living(create())).hasCauseInstanceOf(RefusedException.class);
        assertThat(create().find("a")).contains(state(here.self, 1, Phase.UP));
    }

    @Test
    void leave_rightBeforeTheEnd_stillArrives() {
        show(there, 1);
        there.close();

        await().atMost(LEASE.dividedBy(2)).until(() -> living(create()).isEmpty());
    }
}
