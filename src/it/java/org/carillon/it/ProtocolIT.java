package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every command, in every text dialect, as the protocol's document describes it. Each test has channels of its own. */
@ExtendWith(ArquillianExtension.class)
class ProtocolIT {
    private static final String JSONL = "carillon.v1.jsonl";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client guest(String name, String dialect) {
        Client client = Client.to(base, "?user=" + name).dialect(dialect).connect();
        client.next("welcome");
        return client;
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"id\":\"s\"}";
    }

    private Client member(String name, String dialect, String channel) {
        Client client = guest(name, dialect);
        client.send(subscribe(channel)).next("subscribed");
        return client;
    }

    /** A channel that no other test and no other dialect uses. */
    private static String room(String name, String dialect) {
        return "room:" + name + '/' + dialect;
    }

    private static String publish(String channel, String more) {
        return "{\"type\":\"publish\",\"channel\":\"" + channel + "\"," + more + '}';
    }

    @EachDialect
    void welcome_isFirstAndSaysWhoAndWhichLimits(String dialect) {
        try (Client client = Client.to(base, "?user=ann").dialect(dialect).connect()) {
            assertThat(client.dialect()).isEqualTo(dialect);
            JsonObject welcome = client.take(1).get("welcome");
            assertThat(welcome.getString("session")).hasSizeGreaterThan(15);
            assertThat(welcome.getString("user")).isEqualTo("guest:ann");
            assertThat(welcome.getBoolean("guest")).isTrue();
            assertThat(welcome.getJsonObject("heartbeat")).hasToString("{\"interval\":25000,\"timeout\":10000}");
            assertThat(welcome.getJsonObject("limits")).hasToString("{\"message\":65536,\"channels\":128}");
        }
    }

    @EachDialect
    void ping_isAnsweredWithItsId(String dialect) {
        try (Client client = guest("ann", dialect)) {
            assertThat(client.send("{\"type\":\"ping\",\"id\":7}").next()).isEqualTo("{\"type\":\"pong\",\"id\":7}");
            assertThat(client.send("{\"type\":\"ping\"}").next()).isEqualTo("{\"type\":\"pong\"}");
            assertThat(client.send("ping").next()).isEqualTo("pong");
            assertThat(client.send("{\"type\":\"pong\"}").untilPong()).isEmpty();
        }
    }

    @EachDialect
    void subscribe_isAnsweredWithThePosition(String dialect) {
        String room = room("position", dialect);
        try (Client ann = guest("ann", dialect); Client bob = guest("bob", dialect)) {
            JsonObject first = ann.send(subscribe(room)).next("subscribed");
            assertThat(first.getString("id")).isEqualTo("s");
            assertThat(first.getString("channel")).isEqualTo(room);
            assertThat(first.getString("epoch")).isNotEmpty();
            assertThat(first.getInt("offset")).isZero();
            assertThat(first.getJsonArray("messages")).isEmpty();
            assertThat(first).doesNotContainKeys("recovered", "members");
            ann.send(publish(room, "\"content\":1")).next("message");
            JsonObject second = bob.send(subscribe(room)).next("subscribed");
            assertThat(second.getString("epoch")).isEqualTo(first.getString("epoch"));
            assertThat(second.getInt("offset")).isEqualTo(1);
            ann.send(publish(room, "\"content\":2"));
            assertThat(bob.next("message").getInt("offset")).isEqualTo(2);
        }
    }

    @EachDialect
    void subscribeWithoutId_isAnsweredToo(String dialect) {
        try (Client client = guest("ann", dialect)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"room:no-id\"}");
            assertThat(client.next("subscribed")).doesNotContainKey("id");
        }
    }

    @EachDialect
    void subscribeAgain_isAnsweredAndDeliversOnce(String dialect) {
        String room = room("again", dialect);
        try (Client ann = member("ann", dialect, room)) {
            assertThat(ann.send(subscribe(room)).next("subscribed").getInt("offset")).isZero();
            ann.send(publish(room, "\"content\":1")).next("message");
            assertThat(ann.untilPong()).isEmpty();
        }
    }

    @EachDialect
    void subscribeWithPresence_namesTheMembersAndTellsOfOthers(String dialect) {
        String room = room("presence", dialect);
        long before = Instant.now().toEpochMilli();
        try (Client ann = guest("ann", dialect)) {
            ann.send("{\"type\":\"subscribe\",\"channel\":\"" + room + "\",\"presence\":true}");
            JsonObject self = ann.next("subscribed").getJsonArray("members").getJsonObject(0);
            assertThat(self.getString("user")).isEqualTo("guest:ann");
            assertThat(self.getBoolean("guest")).isTrue();
            assertThat(self.getJsonNumber("since").longValueExact())
                    .isBetween(before, Instant.now().toEpochMilli());
            assertThat(self.getJsonArray("sessions")).hasSize(1);
            assertThat(self.getJsonObject("info")).isEmpty();
            try (Client bob = member("bob", dialect, room)) {
                assertThat(ann.next(message -> message.contains("guest:bob")))
                        .startsWith("{\"type\":\"join\",\"channel\":\"" + room + "\",\"member\":{");
                bob.send("{\"type\":\"unsubscribe\",\"channel\":\"" + room + "\"}");
                assertThat(ann.next("leave").getJsonObject("member").getString("user")).isEqualTo("guest:bob");
            }
        }
    }

    @EachDialect
    void presence_listsTheMembers(String dialect) {
        String room = room("members", dialect);
        try (Client ann = member("ann", dialect, room); Client bob = member("bob", dialect, room)) {
            JsonObject presence = bob.send("{\"type\":\"presence\",\"channel\":\"" + room + "\",\"id\":9}")
                    .next("presence");
            assertThat(presence.getInt("id")).isEqualTo(9);
            assertThat(presence.getString("channel")).isEqualTo(room);
            assertThat(presence.getJsonArray("members").getValuesAs(m -> m.asJsonObject().getString("user")))
                    .containsExactly("guest:ann", "guest:bob");
            assertThat(ann.untilPong()).as("not asked for joins").isEmpty();
        }
    }

    @EachDialect
    void unsubscribe_endsTheChannelWithItsReply(String dialect) {
        String room = room("leaving", dialect);
        try (Client ann = member("ann", dialect, room); Client bob = member("bob", dialect, room)) {
            ann.send("{\"type\":\"unsubscribe\",\"channel\":\"" + room + "\",\"id\":\"u\"}");
            assertThat(ann.next()).isEqualTo("{\"type\":\"unsubscribed\",\"id\":\"u\",\"channel\":\"" + room + "\"}");
            bob.send(publish(room, "\"content\":1")).next("message");
            assertThat(ann.untilPong()).isEmpty();
            bob.send("{\"type\":\"unsubscribe\",\"channel\":\"" + room + "\"}");
            assertThat(bob.untilPong()).as("without id").isEmpty();
        }
    }

    @EachDialect
    void publish_reachesEverySubscriberAndIsAcked(String dialect) {
        String room = room("publish", dialect);
        long before = Instant.now().toEpochMilli();
        try (Client ann = member("ann", dialect, room); Client bob = member("bob", dialect, room)) {
            ann.send(publish(room, "\"content\":{\"x\":1},\"id\":\"p\""));
            Map<String, JsonObject> own = ann.take(2);
            JsonObject ack = own.get("ack");
            JsonObject message = bob.next("message");
            assertThat(own.get("message")).isEqualTo(message);
            assertThat(ack.keySet()).containsExactlyInAnyOrder("type", "id", "epoch", "offset");
            assertThat(ack.getString("id")).isEqualTo("p");
            assertThat(ack.getString("epoch")).isEqualTo(message.getString("epoch"));
            assertThat(ack.getInt("offset")).isEqualTo(message.getInt("offset")).isEqualTo(1);
            assertThat(message.getString("channel")).isEqualTo(room);
            assertThat(message.getString("sender")).isEqualTo("guest:ann");
            assertThat(message.getBoolean("guest")).isTrue();
            assertThat(message.getJsonNumber("time").longValueExact())
                    .isBetween(before, Instant.now().toEpochMilli());
            assertThat(message.get("content")).hasToString("{\"x\":1}");
        }
    }

    @EachDialect
    void publishWithoutId_getsNoReply(String dialect) {
        String room = room("quiet", dialect);
        try (Client ann = member("ann", dialect, room)) {
            ann.send(publish(room, "\"content\":1")).next("message");
            assertThat(ann.untilPong()).isEmpty();
        }
    }

    @EachDialect
    void publish_whereAllMayPublish_needsNoSubscription(String dialect) {
        String channel = "open:" + dialect;
        try (Client ann = guest("ann", dialect); Client bob = member("bob", dialect, channel)) {
            ann.send(publish(channel, "\"content\":1,\"id\":1")).next("ack");
            assertThat(bob.next("message").getString("sender")).isEqualTo("guest:ann");
        }
    }

    @EachDialect
    void messageChatAndData_withAChannel_reachIt(String dialect) {
        String room = room("kinds", dialect);
        try (Client ann = member("ann", dialect, room); Client bob = member("bob", dialect, room)) {
            for (String type : List.of("message", "chat", "data")) {
                ann.send("{\"type\":\"" + type + "\",\"channel\":\"" + room + "\",\"content\":\"hi\",\"id\":1}");
                JsonObject received = bob.next(type.equals("chat") ? "chat" : "message");
                assertThat(received.getString("channel")).isEqualTo(room);
                assertThat(received.getString("content")).isEqualTo("hi");
                assertThat(ann.take(2).get("ack").getInt("offset")).isEqualTo(received.getInt("offset"));
            }
        }
    }

    @EachDialect
    void messageChatAndData_withoutAChannel_reachTheDefaultChannel(String dialect) {
        try (Client ann = member("ann", dialect, "lobby"); Client bob = guest("bob", "")) {
            for (String type : List.of("message", "chat", "data")) {
                ann.send("{\"type\":\"" + type + "\",\"content\":\"hi\"}");
                JsonObject received = bob.next(type.equals("chat") ? "chat" : "message");
                assertThat(received.getString("channel")).isEqualTo("lobby");
                assertThat(received.getString("sender")).isEqualTo("guest:ann");
            }
            assertThat(bob.untilPong()).isEmpty();
        }
    }

    @Test
    void defaultChannel_isJoinedUnaskedByBareSessionsOnly() {
        try (Client bare = guest("bare", ""); Client json = guest("json", "carillon.v1.json");
                Client jsonl = guest("jsonl", JSONL)) {
            bare.send("{\"type\":\"chat\",\"content\":1}").next("chat");
            assertThat(json.untilPong()).isEmpty();
            assertThat(jsonl.untilPong()).isEmpty();
            assertThat(json.send("{\"type\":\"chat\",\"content\":1}").next("error").getString("code"))
                    .isEqualTo("not_subscribed");
        }
    }

    @EachDialect
    void sameKey_isAckedAsDuplicateAndDeliveredOnce(String dialect) {
        String room = room("key", dialect);
        String once = publish(room, "\"content\":{\"n\":1},\"key\":\"k\",\"id\":1");
        try (Client ann = member("ann", dialect, room); Client bob = member("bob", dialect, room)) {
            JsonObject first = ann.send(once).take(2).get("ack");
            JsonObject again = ann.send(once).next("ack");
            assertThat(first).doesNotContainKey("duplicate");
            assertThat(again.getBoolean("duplicate")).isTrue();
            assertThat(again.getInt("offset")).isEqualTo(first.getInt("offset"));
            assertThat(again.getString("epoch")).isEqualTo(first.getString("epoch"));
            bob.send(once);
            assertThat(bob.take(3).get("ack").getInt("offset")).as("another sender's key is its own").isEqualTo(2);
        }
    }

    @EachDialect
    void metricId_isAChannelOfItsOwn(String dialect) {
        try (Client ann = guest("ann", dialect)) {
            JsonObject text = ann.send("{\"type\":\"subscribe\",\"metricId\":\"cpu\"}").next("subscribed");
            assertThat(text.getString("channel")).isEqualTo("metric:cpu");
            JsonObject number = ann.send("{\"type\":\"subscribe\",\"metricId\":42}").next("subscribed");
            assertThat(number.getString("channel")).isEqualTo("metric:42");
        }
    }

    @EachDialect
    void replies_keepTheOrderOfTheirCommands(String dialect) {
        String room = room("order", dialect);
        try (Client ann = guest("ann", dialect)) {
            ann.send(subscribe(room)).send("{\"type\":\"nonsense\",\"id\":2}")
                    .send("{\"type\":\"presence\",\"channel\":\"" + room + "\",\"id\":3}")
                    .send("{\"type\":\"unsubscribe\",\"channel\":\"" + room + "\",\"id\":4}")
                    .send(publish(room, "\"content\":1,\"id\":5")).send("{\"type\":\"ping\",\"id\":6}");
            for (String type : List.of("subscribed", "error", "presence", "unsubscribed", "error", "pong")) {
                assertThat(ann.take(1)).containsKey(type);
            }
        }
    }
}
