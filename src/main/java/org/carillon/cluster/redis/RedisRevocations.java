package org.carillon.cluster.redis;

import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.carillon.Identity;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.RevocationList;
import org.carillon.cluster.Revocations;
import org.carillon.node.Lane;

/**
 * Revocations in one hash of Redis, and all of them in the memory of each node, which hears new ones over a topic. A
 * node that could not hear it for a time reads the hash; what it knows and Redis has lost meanwhile it stores again.
 */
final class RedisRevocations implements Revocations {
    private static final Logger LOG = System.getLogger(RedisRevocations.class.getName());
    private static final int PAGE = 1000;
    private static final int TOGETHER = 100;

    private final RedisConnections connections;
    private final RedisScripts scripts;
    private final RedisCommands commands;
    private final List<String> names;
    private final String topic;
    private final int most;
    private final Clock clock;
    private final Lane lane;
    private final RevocationList list;
    private final AtomicBoolean reading = new AtomicBoolean();
    /** Whether something may have been missed that was not read yet. */
    private volatile boolean stale = true;
    private volatile boolean known;
    private volatile Runnable changed = () -> { };

    /** Those of a node, which listens as soon as there is a link; room for so many. */
    RedisRevocations(RedisPeers.Parts parts, int most, Clock clock, Executor executor) {
        this.connections = parts.connections();
        this.scripts = parts.scripts();
        this.commands = parts.commands();
        this.names = parts.keys().revoked();
        this.topic = parts.keys().revokedTopic();
        this.most = most;
        this.clock = clock;
        this.lane = new Lane(executor);
        this.list = new RevocationList(clock);
        parts.topics().subscribe(topic, new Ear()).exceptionally(error -> {
            LOG.log(Level.DEBUG, "There is no link yet, and the subscription is made with it", error);
            return null;
        });
    }

    @Override
    public void listen(Runnable listener) {
        changed = listener;
    }

    @Override
    public CompletionStage<Boolean> add(Revocation revocation) {
        return store(List.of(revocation)).thenApply(stored -> {
            if (stored) {
                list.put(revocation);
                changed.run();
            }
            return stored;
        });
    }

    private CompletableFuture<Boolean> store(List<Revocation> some) {
        List<Object> arguments = new ArrayList<>(
                List.of(clock.millis(), most, connections.publishes(), topic));
        for (Revocation each : some) {
            arguments.addAll(List.of(each.key(), each.before().toEpochMilli(), each.until().toEpochMilli()));
        }
        return scripts.run(RedisScript.REVOKE, names, arguments.toArray()).thenApply(reply -> reply.number(0) > 0);
    }

    @Override
    public boolean revoked(Identity identity) {
        return list.revoked(identity);
    }

    @Override
    public boolean known() {
        return known;
    }

    @Override
    public int count() {
        return list.count();
    }

    /** Reads what was missed, if that did not succeed yet; to be called every second or so. */
    void sweep() {
        list.sweep();
        if (stale && connections.link().isPresent()) {
            read();
        }
    }

    /** Hears the topic. */
    private final class Ear implements RedisTopics.Hearer {
        @Override
        public void heard(byte[] message) {
            lane.execute(() -> take(new String(message, StandardCharsets.UTF_8)));
        }

        @Override
        public void interrupted() {
            stale = true;
        }

        @Override
        public void resumed() {
            stale = true;
            lane.execute(RedisRevocations.this::read);
        }
    }

    private void take(String said) {
        String[] parts = said.split(" ", 3);
        try {
            list.put(Revocation.of(parts[parts.length - 1], Long.parseLong(parts[0]), Long.parseLong(parts[1])));
            changed.run();
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "A revocation cannot be understood: are all nodes of the same version?", e);
        }
    }

    /** Reads all there are, unless that is under way; what is missed from now on counts as missed again. */
    private void read() {
        if (reading.compareAndSet(false, true)) {
            stale = false;
            read(ScanCursor.INITIAL, new HashSet<>()).whenComplete((seen, error) -> {
                reading.set(false);
                if (error == null) {
                    known = true;
                    changed.run();
                    storeAgain(seen);
                } else {
                    stale = true;
                    LOG.log(Level.DEBUG, "The revocations cannot be read yet", error);
                }
            });
        }
    }

    private CompletableFuture<Set<String>> read(ScanCursor from, Set<String> seen) {
        return commands.run(names.get(0), (redis, key) -> redis.hscan(key, from, ScanArgs.Builder.limit(PAGE)))
                .thenCompose(answer -> {
                    MapScanCursor<String, byte[]> page = answer.orElseThrow();
                    page.getMap().forEach((key, times) -> taken(key, times, seen));
                    return page.isFinished() ? CompletableFuture.completedFuture(seen) : read(page, seen);
                });
    }

    private void taken(String key, byte[] times, Set<String> seen) {
        seen.add(key);
        take(new String(times, StandardCharsets.UTF_8) + ' ' + key);
    }

    /** For nodes that start later, should Redis have been started empty, or a replica have taken its place. */
    private void storeAgain(Set<String> seen) {
        List<Revocation> lost = list.all().stream().filter(each -> !seen.contains(each.key())).toList();
        for (int from = 0; from < lost.size(); from += TOGETHER) {
            store(lost.subList(from, Math.min(from + TOGETHER, lost.size()))).exceptionally(error -> {
                LOG.log(Level.DEBUG, "Revocations that Redis had lost could not be stored again", error);
                stale = true;
                return false;
            });
        }
    }
}
