package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody gets everything in one order, however many publish and however busy the channel is. */
@ExtendWith(ArquillianExtension.class)
class BroadcastIT {
    private static final int PUBLISHERS = 4;
    private static final int AHEAD = 500;
    private static final int MESSAGES_OF_EACH = 150;
    private static final List<String> DIALECTS = List.of("", "carillon.v1.json", "carillon.v1.jsonl");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private Client client(String dialect) {
        Client.Options options = Client.to(base);
        Client client = (dialect.isEmpty() ? options : options.dialect(dialect)).connect();
        client.next("welcome");
        return client;
    }

    private static JsonObject subscribe(Client client, String channel) {
        return client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
    }

    private static long offset(JsonObject message) {
        return message.getJsonNumber("offset").longValue();
    }

    private static String publish(String channel, String content) {
        return "{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"content\":" + content + '}';
    }

    /** Below and above the number of subscribers up to which the publishing thread itself hands on. */
    @ParameterizedTest
    @ValueSource(ints = {9, 200})
    void everyReceiver_getsEveryMessageInOneOrder(int receivers) throws Exception {
        String channel = "open:order-" + receivers;
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            Client client = client(DIALECTS.get(i % DIALECTS.size()));
            subscribe(client, channel);
            all.add(client);
        }
        List<Future<?>> publishers = IntStream.range(0, PUBLISHERS).<Future<?>>mapToObj(
                publisher -> threads.submit(() -> publishAll(publisher, channel))).toList();
        List<String> expected = received(all.get(0));
        for (Client client : all.subList(1, receivers)) {
            assertThat(received(client)).isEqualTo(expected);
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
        assertThat(all).allSatisfy(client -> assertThat(client.untilPong()).isEmpty());
        all.forEach(Client::close);
    }

    private void publishAll(int publisher, String channel) {
        try (Client client = client(DIALECTS.get(publisher % DIALECTS.size()))) {
            for (int i = 0; i < MESSAGES_OF_EACH; i++) {
                client.send(publish(channel, "[" + publisher + ',' + i + ']'));
            }
            client.untilPong();
        }
    }

    /** The contents in the order in which they came; offsets have no gap, and each publisher's keep their order. */
    private static List<String> received(Client client) {
        List<String> contents = new ArrayList<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (long offset = 1; offset <= PUBLISHERS * MESSAGES_OF_EACH; offset++) {
            JsonObject message = client.next("message");
            assertThat(offset(message)).isEqualTo(offset);
            int publisher = message.getJsonArray("content").getInt(0);
            int number = message.getJsonArray("content").getInt(1);
            assertThat(number).as("of publisher %d", publisher).isEqualTo(last.getOrDefault(publisher, -1) + 1);
            last.put(publisher, number);
            contents.add(message.get("content").toString());
        }
        return contents;
    }

    @Test
    void subscribed_comesBeforeMessages_whichGoOnAfterIt_andNoneFollowsUnsubscribed() throws Exception {
        String channel = "open:busy";
        AtomicBoolean stop = new AtomicBoolean();
        Future<?> flood = threads.submit(() -> publishUntil(stop, channel));
        try {
            List<Future<?>> comers = DIALECTS.stream().<Future<?>>map(
                    dialect -> threads.submit(() -> comeAndGo(dialect, channel))).toList();
            for (Future<?> comer : comers) {
                comer.get();
            }
        } finally {
            stop.set(true);
            flood.get();
        }
    }

    private void publishUntil(AtomicBoolean stop, String channel) {
        try (Client publisher = client("carillon.v1.json")) {
            for (int i = 0; !stop.get(); i++) {
                publisher.send(publish(channel, Integer.toString(i)));
                // Payara's container ends a connection that runs a megabyte ahead of it.
                if (i % AHEAD == 0) {
                    publisher.untilPong();
                }
            }
        }
    }

    private void comeAndGo(String dialect, String channel) {
        try (Client client = client(dialect)) {
            for (int round = 0; round < 30; round++) {
                client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
                long from = offset(client.nextIs("subscribed"));
                for (long offset = from + 1; offset <= from + 20; offset++) {
                    assertThat(offset(client.next("message"))).isEqualTo(offset);
                }
                client.send("{\"type\":\"unsubscribe\",\"id\":" + round + ",\"channel\":\"" + channel + "\"}");
                client.reply("unsubscribed", Integer.toString(round));
                assertThat(client.untilPong()).as("after unsubscribed").isEmpty();
            }
        }
    }

    @Test
    void everySubscriber_getsAPublication_theSenderIncluded_andNobodyElse() {
        try (Client sender = client("carillon.v1.json"); Client other = client("carillon.v1.jsonl");
                Client stranger = client("")) {
            subscribe(sender, "room:all");
            subscribe(other, "room:all");
            sender.send(publish("room:all", "\"hello\""));
            for (Client client : List.of(sender, other)) {
                assertThat(client.next("message").getString("content")).isEqualTo("hello");
            }
            assertThat(stranger.untilPong()).isEmpty();
        }
    }
}
