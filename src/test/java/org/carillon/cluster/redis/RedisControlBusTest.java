package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.carillon.RefusedException;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.ControlBusContract;
import org.carillon.cluster.ControlMessage;
import org.carillon.testing.ManualClock;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisControlBusTest extends ControlBusContract {
    private static final ControlMessage KICK = new ControlMessage.Kick("anna");

    private final RedisPair pair = new RedisPair(new ManualClock());
    private final RedisProcess redis = pair.redis;
    private final RedisPeer here = pair.here;
    private final RedisPeer there = pair.there;

    @BeforeEach
    void awaitBothListen() {
        await().until(() -> redis.ask("PUBSUB NUMSUB carillon:control").contains(":2"));
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Override
    protected ControlBus create() {
        return here.engine.bus();
    }

    @Test
    void send_eachKind_isHeardByAnotherNodeInOrderWithinASecond() {
        List<ControlMessage> heard = heardBy(there.engine.bus());
        oneOfEach().forEach(create()::send);

        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(heard).isEqualTo(oneOfEach()));
    }

    @Test
    void send_redisIsAway_isHeardHereAndRefused() {
        List<ControlMessage> heard = heardBy(create());
        redis.kill();

        assertThatThrownBy(() -> create().send(KICK).toCompletableFuture().join())
                .hasCauseInstanceOf(RefusedException.class);
        assertThat(heard).containsExactly(KICK);
    }

    @Test
    void send_redisIsBack_isHeardByAllAgain() throws IOException {
        List<ControlMessage> heard = heardBy(there.engine.bus());
        redis.kill();
        here.awaitNoLink();
        there.awaitNoLink();
        redis.start();
        here.awaitLink();
        there.awaitLink();
        await().untilAsserted(() -> {
            create().send(KICK).toCompletableFuture().join();
            assertThat(heard).contains(KICK);
        });
    }

    @Test
    void hear_whatNobodyUnderstands_isPassedOver() {
        List<ControlMessage> heard = heardBy(there.engine.bus());
        for (String said : new String[] {"nonsense", "{}", "{\"from\":\"x\",\"type\":\"dance\"}", "[1]"}) {
            redis.ask("PUBLISH carillon:control " + said);
        }
        create().send(KICK);

        await().untilAsserted(() -> assertThat(heard).containsExactly(KICK));
    }
}
