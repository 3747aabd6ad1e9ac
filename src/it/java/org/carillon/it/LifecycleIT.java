package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import broom.Broom;
import broom.Helpers;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a deployment: every client is told, over a window, and nothing of it stays in the server. */
@ExtendWith(ArquillianExtension.class)
class LifecycleIT {
    private static final String NAME = "carillon";
    private static final String BROOM = "broom";
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** WildFly's threads for timers end after a minute, and keep their last task for so long. */
    private static final Duration FORGETTING = Duration.ofSeconds(100);
    /** What each deployment has one of. */
    private static final Pattern STATE = Pattern.compile(
            "org\\.carillon\\.(server\\.HeartbeatTimer|channel\\.(Broadcaster|ChannelService)"
            + "|endpoint\\.(Services|http\\.Links)|session\\.(SessionRegistry|Heartbeat|Tickets)"
            + "|node\\.(Settings|Metrics)) *$");
    private static final List<String> DIALECTS = List.of("", "carillon.v1.json", "carillon.v1.jsonl");

    @ArquillianResource
    private Deployer deployer;

    private URL base;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.drain.window", WINDOW.toMillis() + "ms"));
    }

    /** Another application, which takes the places of Carillon's last tasks in the server's pools. */
    @Deployment(name = BROOM, managed = false, testable = false)
    static WebArchive broom() {
        return ShrinkWrap.create(WebArchive.class, BROOM + ".war").addClasses(Broom.class, Helpers.class);
    }

    @BeforeEach
    void address() throws Exception {
        base = ServerProcess.url(NAME);
    }

    private List<Client> clients(int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String dialect = DIALECTS.get(i % DIALECTS.size());
            Client.Options options = Client.to(base, "?user=u" + i);
            Client client = (dialect.isEmpty() ? options : options.dialect(dialect)).connect();
            client.next("welcome");
            client.send("{\"type\":\"subscribe\",\"channel\":\"room:end\"}").next("subscribed");
            clients.add(client);
        }
        return clients;
    }

    private static void toldToReturn(List<Client> clients) {
        assertThat(clients).extracting(Client::ended).allSatisfy(ended -> {
            assertThat(ended.code()).isEqualTo(1001);
            assertThat(ended.word()).isEqualTo("shutdown");
        });
    }

    @Test
    void undeploy_tellsEverySession_inBatchesOverTheWindow_andRefusesNewOnes() throws Exception {
        deployer.deploy(NAME);
        List<Client> clients = clients(40);
        CompletableFuture<Draining> draining = CompletableFuture.supplyAsync(() -> draining(clients));
        long start = System.nanoTime();
        deployer.undeploy(NAME);
        toldToReturn(clients);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WINDOW.plus(SLACK));
        assertThat(draining.get().open).as("told later").isGreaterThan(20);
        assertThat(draining.get().status).as("status of a handshake meanwhile").isIn(503, 404);
        assertThat(Client.to(base).refusedWith()).isEqualTo(404);
    }

    /** What is to be seen when the first session has ended: how many are open, and how a new one fares. */
    private record Draining(long open, int status) {}

    private Draining draining(List<Client> clients) {
        await().atMost(PATIENCE).until(() -> !clients.stream().allMatch(Client::open));
        return new Draining(clients.stream().filter(Client::open).count(), Client.to(base).refusedWith());
    }

    @Test
    void redeployWithOpenSessions_leavesNoThread_andNoEarlierDeploymentBehind() throws Exception {
        for (int round = 0; round < 4; round++) {
            deployer.deploy(NAME);
            List<Client> clients = clients(6);
            use(clients);
            Streamer streamer = Streamer.open(base, "?user=stream");
            Poller.open(base, "?user=poll");
            deployer.undeploy(NAME);
            toldToReturn(clients);
            assertThat(streamer.ended().word()).isEqualTo("shutdown");
        }
        deployer.deploy(BROOM);
        ServerProcess server = ServerProcess.find();
        await().atMost(FORGETTING).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            occupyThreads();
            assertThat(lines(server.jcmd("Thread.print"))).as("threads").isEmpty();
            // An idle thread of the server keeps its last task until the next, and with it that deployment.
            assertThat(instances(server)).as("deployments, by what each has one of")
                    .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(2));
        });
        deployer.undeploy(BROOM);
    }

    /** How many there are of what each deployment has one of; every deployment has classes of the same names. */
    private static Map<String, Integer> instances(ServerProcess server) throws Exception {
        return server.jcmd("GC.class_histogram").lines().filter(STATE.asPredicate())
                .map(line -> line.strip().split("\\s+"))
                .collect(Collectors.toMap(words -> words[3], words -> Integer.parseInt(words[1]), Integer::sum));
    }

    /**
     * Gives the server's idle threads something else to do, over new connections: each thread keeps its last task, and
     * each I/O thread its last connection, until the next.
     */
    private static void occupyThreads() throws Exception {
        HttpClient fresh = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest sweep = HttpRequest.newBuilder(ServerProcess.url(BROOM).toURI().resolve("sweep")).build();
        List<CompletableFuture<?>> requests = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            requests.add(fresh.sendAsync(sweep, HttpResponse.BodyHandlers.discarding()));
        }
        CompletableFuture.allOf(requests.toArray(new CompletableFuture<?>[0])).join();
    }

    /** Everything that could keep a reference: publications, tokens, tickets, refusals, JSON-B, metrics. */
    private void use(List<Client> clients) throws Exception {
        clients.get(0).send("{\"type\":\"publish\",\"channel\":\"room:end\",\"content\":1}");
        for (Client client : clients) {
            client.next("message");
        }
        clients.get(1).send("{\"type\":\"unknown\"}").next("error");
        clients.get(2).send("{\"type\":\"auth\",\"token\":\"" + Tokens.of("ann") + "\"}").next("auth_result");
        Http.post(base, "api/tickets", "", "Authorization", "Bearer " + Tokens.of("ben"));
        Http.post(base, "api/publish", "{\"channel\":\"room:end\",\"content\":2}", "X-Api-Key", Wars.API_KEY);
        Http.get(base, "metrics");
        clients.get(3).next("message");
    }

    /** The lines that name a class of Carillon, or a thread that it might call its own. */
    private static List<String> lines(String text) {
        return text.lines().filter(line -> line.contains("org.carillon.") || line.startsWith("\"carillon")).toList();
    }
}
