package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Cluster;
import org.carillon.it.kit.ClusterNode;
import org.carillon.it.kit.ClusterStorm;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.LoadBalancer;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.TcpProxy;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What parts of a cluster do to its users when they fail, or are taken out for a while. */
interface ClusterFaults {
    /** After all tests that need every node. */
    int LAST = Integer.MAX_VALUE;
    int FAULTS = Storm.LONG ? 100 : 6;
    /** How many acknowledgements each writer must get between two faults. */
    int MESSAGES = 10;
    Duration PATIENCE = Duration.ofSeconds(30);

    /** Where it happens. */
    Cluster cluster();

    /** What may happen to a cluster. */
    enum Fault { NODE_KILLED, REDIS_KILLED, PROXY_SWITCHED }

    @Test
    @Order(LAST - 3)
    default void crashOfANode_itsMembersLeave_afterTheLease_once() throws Exception {
        String watch = "{\"type\":\"subscribe\",\"channel\":\"room:crash\",\"presence\":true}";
        Client member = Client.to(cluster().a().url()).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + Tokens.of("mia")).connect();
        try (Client watcher = Client.to(cluster().b().url(), "?user=w").dialect("carillon.v1.json").connect()) {
            watcher.send(watch).next("subscribed");
            member.send(watch);
            watcher.next(text -> text.contains("\"join\"") && text.contains("\"mia\""));
            cluster().a().crash();
            cluster().a().start();
            assertThat(watcher.next("leave").getJsonObject("member").getString("user")).isEqualTo("mia");
            cluster().a().awaitUp();
            assertThat(watcher.untilPong()).noneMatch(text -> text.contains("\"leave\"") || text.contains("\"join\""));
        }
    }

    @Test
    @Order(LAST - 2)
    default void faultsOfAllParts_everyNumberArrivesOnce_inOrder() throws Exception {
        long seed = Long.getLong("carillon.storm.seed", new Random().nextLong());
        Random random = new Random(seed);
        try (TcpProxy one = new TcpProxy(cluster().a().url().getPort());
                TcpProxy two = new TcpProxy(cluster().b().url().getPort());
                ClusterStorm storm = new ClusterStorm("of seed " + seed,
                        List.of(one.url(cluster().a().url()), two.url(cluster().b().url())))) {
            storm.start();
            for (Fault fault : faults(random)) {
                storm.awaitMore(MESSAGES);
                happen(fault, random, List.of(one, two));
            }
            storm.awaitMore(MESSAGES);
            storm.finish();
            assertThat(storm.breaks()).as("nothing of the logs was lost, seed %d", seed).isZero();
            assertThat(storm.reconnections()).isPositive();
        }
        cluster().awaitUp();
    }

    private static List<Fault> faults(Random random) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < FAULTS; i++) {
            faults.add(Fault.values()[i % Fault.values().length]);
        }
        Collections.shuffle(faults, random);
        return faults;
    }

    private void happen(Fault fault, Random random, List<TcpProxy> doors) throws Exception {
        switch (fault) {
            case NODE_KILLED -> {
                cluster().awaitUp();
                // The first one is a WildFly, which starts in half the time.
                ClusterNode node = cluster().nodes().get(Storm.LONG ? random.nextInt(cluster().nodes().size()) : 0);
                node.crash();
                node.start();
                turn(doors, random);
            }
            case REDIS_KILLED -> {
                cluster().redis().kill();
                cluster().redis().start();
            }
            case PROXY_SWITCHED -> turn(doors, random);
        }
    }

    /** Each door leads to any of the nodes that are up, as a proxy that has just noticed which these are. */
    private void turn(List<TcpProxy> doors, Random random) throws IOException {
        List<ClusterNode> up = cluster().nodes().stream().filter(ClusterNode::up).toList();
        for (TcpProxy door : doors) {
            door.turn(up.get(random.nextInt(up.size())).url().getPort());
        }
    }

    @Test
    @Order(LAST - 1)
    default void redisRestartedEmpty_readersAreTold_andAllGoesOn() throws Exception {
        assumeTrue(Storm.LONG, "half a minute; the tests of the engine have a Redis that is restarted empty, too");
        try (ClusterStorm storm = new ClusterStorm("without what was stored", cluster().urls()).start()) {
            storm.awaitMore(MESSAGES);
            cluster().redis().kill();
            assertThat(Http.get(cluster().a().url(), "health").statusCode()).as("what needs no Redis").isEqualTo(200);
            cluster().redis().startEmpty();
            storm.awaitMore(MESSAGES);
            storm.finish();
            assertThat(storm.breaks()).as("readers that were told").isPositive();
        }
    }

    @Test
    @Order(LAST)
    default void rollingRestart_behindHaProxy_losesNothing() throws Exception {
        try (LoadBalancer proxy = LoadBalancer.haproxy(cluster().urls());
                ClusterStorm storm = new ClusterStorm("behind HAProxy", List.of(proxy.url(), proxy.url())).start()) {
            for (ClusterNode node : Storm.LONG ? cluster().nodes() : List.of(cluster().a())) {
                storm.awaitMore(MESSAGES);
                drain(node);
                storm.awaitMore(MESSAGES);
                node.stop();
                node.awaitEnd();
                node.start();
                node.awaitUp();
            }
            storm.awaitMore(MESSAGES);
            storm.finish();
            assertThat(storm.breaks()).isZero();
            assertThat(storm.reconnections()).isPositive();
        }
    }

    /** Tells a node by another one to let its clients go, and waits until it has none. */
    private void drain(ClusterNode node) throws Exception {
        URL other = cluster().nodes().stream().filter(any -> any != node).findFirst().orElseThrow().url();
        HttpResponse<String> told = Http.post(other, "api/nodes/" + node.name() + "/drain", "{}",
                "X-Api-Key", Wars.API_KEY);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> Meters.open(node.url()) == 0);
        assertThat(Http.get(node.url(), "health").statusCode()).isEqualTo(503);
    }
}
