package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.Ticket;
import org.carillon.cluster.TicketStore;
import org.carillon.cluster.TicketStoreContract;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisTicketStoreTest extends TicketStoreContract {
    private static final Ticket KIM = new Ticket(Identity.guest("kim"), Optional.empty());

    private final RedisPair pair = new RedisPair(clock);
    private final RedisProcess redis = pair.redis;
    private final RedisPeer here = pair.here;
    private final RedisPeer there = pair.there;

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Override
    protected TicketStore create() {
        return here.engine.tickets();
    }

    @Test
    void take_onAnotherNode_givesItOnce() {
        create().put("one", KIM, Duration.ofSeconds(30)).toCompletableFuture().join();

        assertThat(there.engine.tickets().take("one").toCompletableFuture().join()).contains(KIM);
        assertThat(create().take("one").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void put_lifeIsOver_isForgottenByRedisToo() {
        create().put("one", KIM, Duration.ofSeconds(30)).toCompletableFuture().join();

        assertThat(redis.ask("PTTL carillon:ticket:one")).matches("(?s):(29|30)\\d{3}.*");
    }

    @Test
    void take_redisIsAway_unavailable() {
        redis.kill();

        assertThatThrownBy(() -> create().take("one").toCompletableFuture().join())
                .hasCauseInstanceOf(RefusedException.class)
                .satisfies(e -> assertThat(((RefusedException) e.getCause()).code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
