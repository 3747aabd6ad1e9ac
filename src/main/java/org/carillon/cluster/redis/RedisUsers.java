package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.carillon.UserStatus;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;
import org.carillon.cluster.Users;
import org.carillon.node.ThisNode;

/**
 * Of each user a hash with the count of each node and when the user was last seen. A count of a node that does not live
 * is passed over, and dropped when it was not said again for long. What this node counts it keeps as well: it is said
 * again from time to time, and when Redis was away.
 */
final class RedisUsers implements Users, RedisConnections.Watcher {
    private static final String SEEN = "@seen";
    private static final long ROUND_MILLIS = Duration.ofHours(1).toMillis();
    private static final long STALE_MILLIS = 3 * ROUND_MILLIS;
    private static final long KEPT_MILLIS = Duration.ofDays(30).toMillis();
    /** For how long a leave is said again to a Redis that may have lost it. */
    private static final long GONE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int SLICE = 1000;

    private final RedisConnections connections;
    private final RedisScripts scripts;
    private final RedisCommands commands;
    private final RedisKeys keys;
    private final Nodes nodes;
    private final String instance;
    private final Clock clock;
    private final Map<String, Integer> own = new ConcurrentHashMap<>();
    /** Of whom has to be said again how many sessions they have here. */
    private final Set<String> unsaid = ConcurrentHashMap.newKeySet();
    /** When the last session here was closed, of those of whom it was a moment ago or has to be said. */
    private final Map<String, Long> gone = new ConcurrentHashMap<>();
    private volatile long roundAt;

    RedisUsers(RedisPeers.Parts parts, Nodes nodes, ThisNode self, Clock clock) {
        this.connections = parts.connections();
        this.scripts = parts.scripts();
        this.commands = parts.commands();
        this.keys = parts.keys();
        this.nodes = nodes;
        this.instance = self.instance();
        this.clock = clock;
        this.roundAt = clock.millis();
        connections.watch(this);
    }

    @Override
    public void note(String user, int sessions) {
        own.compute(user, (name, before) -> {
            if (sessions == 0) {
                gone.put(user, clock.millis());
            } else {
                gone.remove(user);
            }
            say(user, sessions);
            return sessions == 0 ? null : sessions;
        });
    }

    /** Within the user's turn, so that what is said last is what counts. */
    private void say(String user, int sessions) {
        unsaid.remove(user);
        long now = clock.millis();
        scripts.run(RedisScript.USER, List.of(keys.sessions(user)), instance, sessions, now, STALE_MILLIS, KEPT_MILLIS,
                sessions == 0 ? gone.getOrDefault(user, now) : now).whenComplete((reply, error) -> {
                    if (error != null) {
                        unsaid.add(user);
                    }
                });
    }

    @Override
    public void up(RedisLink now) {
        unsaid.addAll(own.keySet());
    }

    /** What was said last may be lost, if another primary takes over. */
    @Override
    public void down() {
        unsaid.addAll(gone.keySet());
    }

    /** Says a part of what has to be said again; to be called every second or so. */
    void sweep() {
        long now = clock.millis();
        gone.entrySet().removeIf(each ->
                Math.abs(now - each.getValue()) > GONE_MILLIS && !unsaid.contains(each.getKey()));
        // A clock that was set back shall not put the round off until it has caught up.
        if (Math.abs(now - roundAt) > ROUND_MILLIS) {
            roundAt = now;
            unsaid.addAll(own.keySet());
        }
        Iterator<String> some = unsaid.iterator();
        for (int i = 0; i < SLICE && some.hasNext() && connections.link().isPresent(); i++) {
            own.compute(some.next(), (name, count) -> {
                say(name, count == null ? 0 : count);
                return count;
            });
        }
    }

    @Override
    public CompletionStage<UserStatus> status(String user) {
        CompletableFuture<Map<String, String>> counts = commands
                .run(keys.sessions(user), (redis, key) -> redis.hgetall(key))
                .thenApply(hash -> texts(hash.orElse(Map.of())));
        return nodes.list().thenCombine(counts, (living, all) -> status(user, living, all));
    }

    private UserStatus status(String user, List<NodeState> living, Map<String, String> all) {
        int sessions = own.getOrDefault(user, 0);
        for (NodeState node : living) {
            String count = all.get(node.instance());
            if (count != null && !node.instance().equals(instance)) {
                sessions += Integer.parseInt(count.substring(0, count.indexOf('@')));
            }
        }
        return new UserStatus(user, sessions, sessions > 0 ? Optional.of(clock.instant())
                : Optional.ofNullable(all.get(SEEN)).map(Long::parseLong).map(Instant::ofEpochMilli));
    }

    private static Map<String, String> texts(Map<String, byte[]> hash) {
        return hash.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, entry -> new String(entry.getValue(), StandardCharsets.UTF_8)));
    }
}
