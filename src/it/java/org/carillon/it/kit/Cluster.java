package org.carillon.it.kit;

import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.carillon.testing.RedisProcess;

/**
 * Real servers with one Redis: a WildFly and a Payara, or two WildFlys where the build made no Payara ready. Each has a
 * network of its own towards Redis; its logs are in {@code target/it/nodes}.
 */
public final class Cluster implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "carillon.store", "redis",
            "carillon.redis.lease", "3s",
            "carillon.fallback.wait", "2s",
            "carillon.drain.window", "1s",
            "carillon.channels", "lobby; room:*; open:* publish=all; "
                    + "storm:* publish=all presence=off history=100000 history.bytes=100000000");
    /** Between the ports of the server under test and those of the spare one. */
    private static final int SHIFT = 40;

    private final RedisProcess redis;
    private final List<ClusterNode> nodes;

    private Cluster(RedisProcess redis, List<ClusterNode> nodes) {
        this.redis = redis;
        this.nodes = nodes;
    }

    /** Starts a WildFly and a Payara, in the long form of the tests another WildFly, and what they share. */
    public static Cluster start() throws Exception {
        OwnServer.Kind other = OwnServer.Kind.PAYARA.ready() ? OwnServer.Kind.PAYARA : OwnServer.Kind.WILDFLY;
        List<OwnServer.Kind> two = List.of(OwnServer.Kind.WILDFLY, other);
        return start(Storm.LONG ? List.of(two.get(0), two.get(1), OwnServer.Kind.WILDFLY) : two);
    }

    private static Cluster start(List<OwnServer.Kind> kinds) throws Exception {
        // What outlives a restart of it is then in the same epoch.
        RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.put("carillon.redis.url", redis.url());
        List<ClusterNode> nodes = new ArrayList<>();
        for (OwnServer.Kind kind : kinds) {
            String name = Character.toString('a' + nodes.size());
            nodes.add(new ClusterNode(name, kind, SHIFT * (nodes.size() + 1), settings));
        }
        Cluster cluster = new Cluster(redis, nodes);
        try {
            nodes.forEach(ClusterNode::start);
            cluster.awaitUp();
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** What the nodes share. */
    public RedisProcess redis() {
        return redis;
    }

    /** The nodes, in the order of their names {@code a}, {@code b}, … */
    public List<ClusterNode> nodes() {
        return nodes;
    }

    /** Waits until every node is up, and known to every other. */
    public void awaitUp() throws Exception {
        for (ClusterNode node : nodes) {
            node.awaitUp();
        }
        for (ClusterNode node : nodes) {
            await().atMost(OwnServer.PATIENCE).until(() -> known(node) == nodes.size());
        }
    }

    private static int known(ClusterNode node) throws Exception {
        HttpResponse<String> answer = Http.get(node.url(), "api/nodes", "X-Api-Key", Wars.API_KEY);
        return answer.statusCode() == 200 ? Http.json(answer).getJsonArray("nodes").size() : 0;
    }

    /** The first node. */
    public ClusterNode a() {
        return nodes.get(0);
    }

    /** The second node. */
    public ClusterNode b() {
        return nodes.get(1);
    }

    /** The addresses of the nodes. */
    public List<URL> urls() {
        return nodes.stream().map(ClusterNode::url).toList();
    }

    @Override
    public void close() {
        Stream.concat(nodes.stream(), Stream.of(redis)).forEach(Cluster::end);
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException("could not be ended: " + part, e);
        }
    }
}
