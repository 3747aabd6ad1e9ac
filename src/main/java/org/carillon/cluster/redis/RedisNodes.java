package org.carillon.cluster.redis;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;
import org.carillon.node.ThisNode;

/**
 * The living nodes: their instances with the ends of their leases, by the clock of Redis, and what each is. Of two
 * instances of one name the younger one counts: the other one is what was killed before it.
 */
final class RedisNodes implements Nodes {
    private static final Logger LOG = System.getLogger(RedisNodes.class.getName());

    private final RedisScripts scripts;
    private final List<String> names;
    private final ThisNode self;
    private final long leaseMillis;
    private final JsonBytes json = new JsonBytes();
    private volatile List<NodeState> known = List.of();
    private volatile boolean warned;

    /** The list as a node sees it that shows itself for {@code leaseMillis} each time. */
    RedisNodes(RedisScripts scripts, RedisKeys keys, ThisNode self, long leaseMillis) {
        this.scripts = scripts;
        this.names = List.of(keys.nodes("lease"), keys.nodes("state"));
        this.self = self;
        this.leaseMillis = leaseMillis;
    }

    @Override
    public void show(NodeState own) {
        ask(own.instance(), leaseMillis, encode(own)).whenComplete((living, error) -> {
            if (living != null) {
                known = living;
                warnOfNamesake(living);
            }
        });
    }

    @Override
    public CompletionStage<List<NodeState>> list() {
        return ask("", 0, new byte[0]);
    }

    @Override
    public List<NodeState> known() {
        return known;
    }

    @Override
    public void leave() {
        known = List.of();
        ask(self.instance(), 0, new byte[0]).exceptionally(error -> {
            LOG.log(Level.DEBUG, "This node stays on the list until its lease is over", error);
            return List.of();
        });
    }

    /** Shows an instance for a while, or takes it off the list if that is 0; then reads the list. */
    private CompletionStage<List<NodeState>> ask(String instance, long millis, byte[] state) {
        return scripts.run(RedisScript.NODES, names, instance, millis, state).thenApply(this::living);
    }

    private List<NodeState> living(Reply reply) {
        List<NodeState> all = new ArrayList<>();
        for (int i = 0; i < reply.size(); i++) {
            decode(reply.bytes(i)).ifPresent(all::add);
        }
        Map<String, NodeState> byName = all.stream().collect(Collectors.toMap(NodeState::name, node -> node,
                BinaryOperator.maxBy(Comparator.comparing(NodeState::since)), TreeMap::new));
        return List.copyOf(byName.values());
    }

    private void warnOfNamesake(List<NodeState> living) {
        boolean namesake = living.stream().anyMatch(node -> node.name().equals(self.name())
                && !node.instance().equals(self.instance()));
        if (namesake && !warned) {
            LOG.log(Level.WARNING, "Another node has the name {0} too: give each its own carillon.node.name, since "
                    + "nodes are drained, and found by their sessions, by their names", self.name());
        }
        warned = namesake;
    }

    private byte[] encode(NodeState node) {
        return json.write(json.object().add("name", node.name()).add("instance", node.instance())
                .add("url", node.url()).add("sessions", node.sessions()).add("channels", node.channels())
                .add("since", node.since().toEpochMilli()).add("phase", node.phase().name()));
    }

    /** A node; empty if it cannot be read, for instance since it is of a later version. */
    private Optional<NodeState> decode(byte[] bytes) {
        try {
            JsonObject fields = json.read(bytes);
            return Optional.of(new NodeState(fields.getString("name"), fields.getString("instance"),
                    fields.getString("url"), fields.getInt("sessions"), fields.getInt("channels"),
                    Instant.ofEpochMilli(fields.getJsonNumber("since").longValueExact()),
                    NodeState.Phase.valueOf(fields.getString("phase"))));
        } catch (JsonException | NullPointerException | ClassCastException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
