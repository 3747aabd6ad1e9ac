package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.carillon.protocol.Dialect;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.Test;

class BroadcasterTest {
    private final Node node = new Node("carillon.channels",
            "lobby; large; ticker queue=latest presence=off; quiet presence=off", "carillon.outbound.inline", "3");

    private static List<Integer> contents(FakeTransport socket) {
        return socket.messages("message").stream()
                .map(text -> Integer.valueOf(text.replaceAll(".*\"content\":(\\d+)}", "$1"))).toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void publish(String channel, int from, int to) {
        IntStream.range(from, to).forEach(i -> node.publish(channel, "" + i));
    }

    @Test
    void flush_smallChannel_arrivesOnThePublishingThread() {
        Node.Client anna = node.subscribed("anna", Dialect.JSON, "quiet");
        publish("quiet", 0, 5);

        assertThat(node.executor.waiting()).isZero();
        assertThat(contents(anna.socket())).isEqualTo(upTo(5));
    }

    @Test
    void flush_largeChannel_gathersUntilTheExecutorComes() {
        List<Node.Client> clients = IntStream.range(0, 4)
                .mapToObj(i -> node.subscribed("u" + i, i % 2 == 0 ? Dialect.JSONL : Dialect.JSON, "quiet")).toList();
        publish("quiet", 0, 100);
        assertThat(node.executor.waiting()).as("one flush for all").isEqualTo(1);
        node.executor.runAll();

        assertThat(clients).allSatisfy(client -> assertThat(contents(client.socket())).isEqualTo(upTo(100)));
        assertThat(clients.get(0).socket().frames()).as("subscribed, then one frame for all").hasSize(2);
        assertThat(clients.get(1).socket().frames()).as("one for each").hasSize(101);
    }

    @Test
    void flush_sameDialect_receiversShareTheFrames() {
        List<Node.Client> clients = IntStream.range(0, 4)
                .mapToObj(i -> node.subscribed("u" + i, Dialect.JSONL, "quiet")).toList();
        publish("quiet", 0, 10);
        node.executor.runAll();

        assertThat(clients.get(1).socket().frames()).last().isSameAs(
                clients.get(0).socket().frames().get(1));
    }

    @Test
    void flush_publishedWhileItIsHandedOn_arrivesInOrder() {
        FakeTransport socket = FakeTransport.inline();
        Node.Client anna = node.open("anna", Dialect.JSON, socket);
        node.subscribe(anna, "", "quiet", false);
        int[] next = {1};
        socket.onSend(() -> {
            if (next[0] < 50) {
                node.publish("quiet", "" + next[0]++);
            }
        });
        node.publish("quiet", "0");
        node.executor.runAll();

        assertThat(contents(socket)).isEqualTo(upTo(50));
    }

    @Test
    void flush_moreGatheredThanAQueueHolds_whoeverKeepsUpGetsItAll() {
        List<Node.Client> clients = IntStream.range(0, 4)
                .mapToObj(i -> node.subscribed("u" + i, i % 2 == 0 ? Dialect.JSONL : Dialect.JSON, "quiet")).toList();
        String content = '"' + "x".repeat(50_000) + '"';
        IntStream.range(0, 60).forEach(i -> node.publish("quiet", content));
        node.executor.runAll();

        assertThat(clients).allSatisfy(client -> {
            assertThat(client.socket().closes()).isEmpty();
            assertThat(client.socket().messages("message")).hasSize(60);
        });
    }

    @Test
    void flush_manySmallOnesGathered_whoeverKeepsUpGetsThemAll() {
        List<Node.Client> clients = IntStream.range(0, 4)
                .mapToObj(i -> node.subscribed("u" + i, Dialect.JSON, "quiet")).toList();
        publish("quiet", 0, 15_000);
        node.executor.runAll();

        assertThat(clients).allSatisfy(client -> assertThat(client.socket().messages("message")).hasSize(15_000));
    }

    @Test
    void flush_socketsOfEventLoops_areUsedByTheirLoopAlone_inOrder() {
        try (OneThread one = new OneThread("one"); OneThread two = new OneThread("two")) {
            List<Node.Client> clients = new ArrayList<>();
            Set<String> threads = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 8; i++) {
                OneThread loop = i % 2 == 0 ? one : two;
                FakeTransport socket = FakeTransport.inline().of(loop);
                clients.add(node.open("u" + i, Dialect.JSON, socket));
                node.subscribe(clients.get(i), "", "quiet", false);
                socket.onSend(() -> threads.add(loop.name() + " by " + Thread.currentThread().getName()));
            }
            for (int i = 0; i < 50; i++) {
                publish("quiet", 10 * i, 10 * i + 10);
                node.executor.runAll();
            }

            assertThat(clients).allSatisfy(client -> assertThat(contents(client.socket())).isEqualTo(upTo(500)));
            assertThat(threads).containsExactlyInAnyOrder("one by one", "two by two");
        }
    }

    @Test
    void flush_aSocketThatFails_costsNobodyElse() {
        List<Node.Client> clients = IntStream.range(0, 5)
                .mapToObj(i -> node.subscribed("u" + i, Dialect.JSON, "quiet")).toList();
        clients.get(1).socket().onSend(() -> {
            throw new IllegalStateException("a defect");
        });
        publish("quiet", 0, 3);
        node.executor.runAll();

        assertThat(List.of(clients.get(0), clients.get(2), clients.get(3), clients.get(4)))
                .allSatisfy(client -> assertThat(contents(client.socket())).isEqualTo(upTo(3)));
    }

    @Test
    void flush_executorIsFull_theyArriveAllTheSame() {
        List<Node.Client> clients = IntStream.range(0, 5)
                .mapToObj(i -> node.subscribed("u" + i, Dialect.JSON, "quiet")).toList();
        node.executor.fill();
        publish("quiet", 0, 10);

        assertThat(clients).allSatisfy(client -> assertThat(contents(client.socket())).isEqualTo(upTo(10)));
    }

    @Test
    void flush_slowReceiver_holdsNobodyUp() {
        Node.Client slow = node.open("slow", Dialect.JSONL, FakeTransport.later());
        node.subscribe(slow, "", "quiet", false);
        Node.Client anna = node.subscribed("anna", Dialect.JSONL, "quiet");
        publish("quiet", 0, 20);

        assertThat(contents(anna.socket())).isEqualTo(upTo(20));
        assertThat(contents(slow.socket())).isEmpty();
        slow.socket().completeAll();
        assertThat(contents(slow.socket())).isEqualTo(upTo(20));
    }

    @Test
    void flush_latest_aWaitingMessageIsReplacedPerReceiver() {
        Node.Client slow = node.open("slow", Dialect.JSONL, FakeTransport.later());
        node.subscribe(slow, "", "ticker", false);
        Node.Client anna = node.subscribed("anna", Dialect.JSONL, "ticker");
        publish("ticker", 0, 20);
        slow.socket().completeAll();

        assertThat(contents(anna.socket())).isEqualTo(upTo(20));
        assertThat(contents(slow.socket())).containsExactly(19);
        assertThat(slow.socket().closes()).isEmpty();
    }

    @Test
    void flush_latestWithSlots_theNewestOfEach() {
        Node.Client slow = node.open("slow", Dialect.JSONL, FakeTransport.later());
        node.subscribe(slow, "", "ticker", false);
        IntStream.range(0, 20).forEach(i -> node.publish("ticker", "" + i, i % 2 == 0 ? "even" : "odd"));
        slow.socket().completeAll();

        assertThat(contents(slow.socket())).containsExactly(18, 19);
    }

    @Test
    void flush_membersChange_onlyThoseWatchingAreTold() {
        Node.Client watching = node.open("watching", Dialect.JSON);
        node.subscribe(watching, "1", "lobby", true);
        Node.Client other = node.subscribed("other", Dialect.JSON, "lobby");
        Node.Client comes = node.subscribed("comes", Dialect.JSON, "lobby");
        node.service.unsubscribe(comes.session(), "", "lobby");
        node.executor.runAll();

        assertThat(watching.socket().messages("join")).as("itself included").hasSize(3).last().asString()
                .contains("\"comes\"");
        assertThat(watching.socket().messages("leave")).singleElement().asString().contains("\"comes\"");
        assertThat(other.socket().messages("join")).isEmpty();
        assertThat(other.socket().messages("leave")).isEmpty();
    }

    @Test
    void flush_messagesAndMembersMixed_keepTheirOrder() {
        Node.Client watching = node.open("watching", Dialect.JSONL);
        node.subscribe(watching, "1", "lobby", true);
        node.executor.runAll();
        int before = watching.socket().messages().size();
        Node.Client comes = node.open("comes", Dialect.JSON);
        node.subscribe(comes, "", "lobby", false);
        node.publish("lobby", "1");
        node.service.unsubscribe(comes.session(), "", "lobby");
        node.publish("lobby", "2");
        node.executor.runAll();

        assertThat(watching.socket().messages().subList(before, before + 4).stream()
                .map(text -> text.replaceAll("\\{\"type\":\"(\\w+)\".*", "$1")))
                .containsExactly("join", "message", "leave", "message");
    }

    @Test
    void flush_nobodySubscribed_nothingHappens() {
        publish("quiet", 0, 3);

        assertThat(node.executor.waiting()).isZero();
        assertThat(node.channels.find("quiet")).isNull();
    }

    @Test
    void flush_counted_asDeliveriesAndPublications() {
        node.subscribed("anna", Dialect.JSON, "quiet");
        node.subscribed("bert", Dialect.JSON, "quiet");
        publish("quiet", 0, 5);

        assertThat(node.metrics.scrape()).contains("carillon_deliveries_total 10.0")
                .contains("carillon_publications_total 5.0");
    }
}
