package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.carillon.RefusedException;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.RevocationsContract;
import org.carillon.testing.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisRevocationsTest extends RevocationsContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] SETTINGS = {"carillon.auth.revocation.entries", "" + MOST};

    private final RedisProcess redis = start();
    private final RedisPeer here = RedisPeer.of(redis, "a", clock, SETTINGS);
    /** A node with a user of its own in Redis, by which it can be kept out. */
    private final RedisPeer there = RedisPeer.of(redis, "b", clock, "carillon.redis.user", "b",
            "carillon.redis.password", "secret", SETTINGS[0], SETTINGS[1]);

    private static RedisProcess start() {
        try {
            RedisProcess made = RedisProcess.start("--appendonly", "no");
            made.ask("ACL SETUSER b on >secret ~* &* +@all");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        here.close();
        there.close();
        redis.close();
    }

    @Override
    protected Revocations create() {
        for (RedisPeer peer : new RedisPeer[] {here, there}) {
            await().atMost(PATIENCE).until(() -> peer.engine.revocations().known());
        }
        return here.engine.revocations();
    }

    private Revocation token(String id) {
        return Revocation.ofToken(id, clock.instant().plusSeconds(3600));
    }

    private void revoke(RedisPeer peer, String id) {
        assertThat(peer.engine.revocations().add(token(id)).toCompletableFuture().join()).isTrue();
    }

    private static boolean revoked(RedisPeer peer, String id) {
        return peer.engine.revocations().revoked(by("anna", id, Optional.empty()));
    }

    @Test
    void add_onOneNode_anotherRefusesItWithinASecondAndIsTold() {
        AtomicInteger told = new AtomicInteger();
        there.engine.revocations().listen(told::incrementAndGet);
        revoke(here, "t");

        await().atMost(Duration.ofSeconds(1)).until(() -> revoked(there, "t") && told.get() > 0);
    }

    @Test
    void nodeThatStartsLater_hasReadAllWhenItKnowsThem() {
        IntStream.range(0, MOST).forEach(i -> revoke(here, "t" + i));
        try (RedisPeer late = RedisPeer.of(redis, "c", clock, SETTINGS)) {
            await().atMost(PATIENCE).until(() -> late.engine.revocations().known());

            assertThat(IntStream.range(0, MOST)).allMatch(i -> revoked(late, "t" + i));
        }
    }

    @Test
    void nodeThatStartsWithoutRedis_knowsNothing() {
        redis.kill();
        try (RedisPeer alone = RedisPeer.begun(redis, "c", clock, SETTINGS)) {
            assertThat(alone.engine.revocations().known()).isFalse();
        }
    }

    @Test
    void nodeThatWasCutOff_learnsWhatItMissedAndIsTold() {
        AtomicInteger told = new AtomicInteger();
        there.engine.revocations().listen(told::incrementAndGet);
        redis.ask("ACL SETUSER b off");
        redis.ask("CLIENT KILL USER b");
        there.awaitNoLink();
        revoke(here, "t");
        assertThat(revoked(there, "t")).as("cut off").isFalse();
        assertThat(told).hasValue(0);
        redis.ask("ACL SETUSER b on");

        await().atMost(PATIENCE).until(() -> revoked(there, "t") && told.get() > 0);
    }

    @Test
    void add_redisIsAway_refusedAndNotRevoked() {
        redis.kill();

        assertThatThrownBy(() -> revoke(here, "t")).hasCauseInstanceOf(RefusedException.class);
        assertThat(revoked(here, "t")).isFalse();
    }

    @Test
    void redisThatLostThem_getsThemAgainFromTheNodes() throws IOException {
        revoke(here, "t");
        here.engine.revocations().add(Revocation.issuedTo("bert", clock.instant(), clock.instant().plusSeconds(60)))
                .toCompletableFuture().join();
        redis.kill();
        redis.startEmpty();
        assertThat(revoked(here, "t")).isTrue();

        await().atMost(PATIENCE).until(() -> redis.ask("HLEN carillon:{revoked}:list").startsWith(":2"));
        assertThat(redis.ask("ZCARD carillon:{revoked}:ends")).startsWith(":2");
    }

    @Test
    void redis_forgetsThemWithTheLastOne() {
        revoke(here, "t");

        assertThat(redis.ask("TTL carillon:{revoked}:list")).matches("(?s):(3600|359\\d)\\s+");
        assertThat(redis.ask("TTL carillon:{revoked}:ends")).matches("(?s):(3600|359\\d)\\s+");
    }

    @Test
    void hear_whatNobodyUnderstands_isPassedOver() {
        for (String said : new String[] {"nonsense", "1", "1:2:t:x", "{}"}) {
            redis.ask("PUBLISH carillon:{revoked}:news " + said);
        }
        revoke(here, "t");

        await().atMost(PATIENCE).until(() -> revoked(there, "t"));
    }
}
