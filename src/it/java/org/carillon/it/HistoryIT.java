package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The log of a channel: what a client that returns gets of it, and what it may read. */
@ExtendWith(ArquillianExtension.class)
class HistoryIT {
    private static final String JSONL = "carillon.v1.jsonl";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.channels", "lobby; room:*; short:* history=3; "
                + "read:* read=all; hidden:* read=portal; none:* history=0"));
    }

    private Client guest(String name, String dialect) {
        Client client = Client.to(base, "?user=" + name).dialect(dialect).connect();
        client.next("welcome");
        return client;
    }

    /** A member of a room in which so many messages, the numbers from 1, have been published. */
    private Client member(String room, String dialect, int messages) {
        Client client = guest("writer", dialect);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + room + "\"}").next("subscribed");
        IntStream.rangeClosed(1, messages).forEach(i -> publish(client, room, "" + i));
        return client;
    }

    /** Publishes and waits for it: the publication as it comes to its sender. */
    private static JsonObject publish(Client client, String room, String content) {
        client.send("{\"type\":\"publish\",\"id\":\"p\",\"channel\":\"" + room + "\",\"content\":" + content + "}");
        return client.take(2).get("message");
    }

    private static String subscribe(String room, String epoch, long offset) {
        return "{\"type\":\"subscribe\",\"id\":1,\"channel\":\"" + room + "\",\"since\":" + at(epoch, offset) + "}";
    }

    private static String at(String epoch, long offset) {
        return "{\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}";
    }

    private static List<String> contents(JsonArray messages) {
        return messages.stream().map(message -> message.asJsonObject().get("content").toString()).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    @EachDialect
    void subscribeSince_bringsWhatWasMissed_asItCameLiveAndGoesOn(String dialect) {
        String room = "room:since/" + dialect;
        try (Client writer = member(room, dialect, 0)) {
            JsonObject live = publish(writer, room, "1");
            JsonObject missed = publish(writer, room, "{\"x\":1.0}");
            try (Client reader = guest("reader", dialect)) {
                reader.send(subscribe(room, live.getString("epoch"), live.getInt("offset")));
                JsonObject subscribed = reader.next("subscribed");
                assertThat(subscribed.getBoolean("recovered")).isTrue();
                assertThat(subscribed.getInt("offset")).isEqualTo(missed.getInt("offset"));
                assertThat(subscribed.getJsonArray("messages")).singleElement().asString().isEqualTo(missed.toString());
                assertThat(subscribed).doesNotContainKey("more");
                publish(writer, room, "3");
                assertThat(reader.next("message").getInt("offset")).isEqualTo(missed.getInt("offset") + 1);
            }
        }
    }

    @Test
    void subscribeSince_whatIsGoneOrOfAnotherStream_isNotRecovered() {
        String room = "short:gone";
        try (Client writer = member(room, JSONL, 4); Client reader = guest("reader", JSONL)) {
            String epoch = publish(writer, room, "5").getString("epoch");
            for (String since : List.of(subscribe(room, epoch, 1), subscribe(room, "other", 5),
                    subscribe(room, epoch, 6))) {
                JsonObject subscribed = reader.send(since).next("subscribed");
                assertThat(subscribed.getBoolean("recovered")).as(since).isFalse();
                assertThat(subscribed.getJsonArray("messages")).isEmpty();
                assertThat(subscribed.getInt("offset")).isEqualTo(5);
            }
            JsonObject rest = reader.send(subscribe(room, epoch, 2)).next("subscribed");
            assertThat(rest.getBoolean("recovered")).isTrue();
            assertThat(contents(rest.getJsonArray("messages"))).isEqualTo(numbers(3, 5));
        }
    }

    @EachDialect
    void subscribeSince_moreThanAPage_comesInPagesBeforeAnythingLive(String dialect) {
        String room = "room:pages/" + dialect;
        String padding = "x".repeat(8000);
        try (Client writer = member(room, dialect, 0); Client reader = guest("reader", dialect)) {
            JsonObject first = publish(writer, room, "0");
            IntStream.rangeClosed(1, 60).forEach(i -> publish(writer, room, "[" + i + ",\"" + padding + "\"]"));
            reader.send(subscribe(room, first.getString("epoch"), first.getInt("offset")));
            long reached = first.getInt("offset");
            JsonObject page;
            int pages = 0;
            do {
                page = reader.next("subscribed");
                for (JsonValue message : page.getJsonArray("messages")) {
                    assertThat(message.asJsonObject().getInt("offset")).isEqualTo((int) ++reached);
                }
                assertThat(page.getInt("offset")).isEqualTo((int) reached);
                pages++;
            } while (page.getBoolean("more", false));
            assertThat(reached).isEqualTo(first.getInt("offset") + 60);
            assertThat(pages).isGreaterThan(5);
            publish(writer, room, "\"live\"");
            assertThat(reader.next("message").getInt("offset")).isEqualTo((int) reached + 1);
        }
    }

    @EachDialect
    void history_pagesForwardAndBackward_everythingOnce(String dialect) {
        String room = "room:history/" + dialect;
        try (Client client = member(room, dialect, 10)) {
            JsonObject newest = history(client, room, "\"limit\":4");
            assertThat(contents(newest.getJsonArray("messages"))).isEqualTo(numbers(7, 10));
            assertThat(newest.getInt("offset")).isEqualTo(10);
            assertThat(newest.getBoolean("more")).isTrue();
            String epoch = newest.getString("epoch");
            JsonObject before = history(client, room, "\"limit\":6,\"before\":" + at(epoch, 7));
            assertThat(contents(before.getJsonArray("messages"))).isEqualTo(numbers(1, 6));
            assertThat(before.getBoolean("more")).isFalse();
            JsonObject after = history(client, room, "\"limit\":6,\"since\":" + at(epoch, 2));
            assertThat(contents(after.getJsonArray("messages"))).isEqualTo(numbers(3, 8));
            assertThat(after.getBoolean("more")).isTrue();
            JsonObject rest = history(client, room, "\"since\":" + at(epoch, 8));
            assertThat(contents(rest.getJsonArray("messages"))).isEqualTo(numbers(9, 10));
            assertThat(rest.getBoolean("more")).isFalse();
        }
    }

    private static JsonObject history(Client client, String room, String more) {
        client.send("{\"type\":\"history\",\"id\":\"h\",\"channel\":\"" + room + "\"," + more + "}");
        return client.next("history");
    }

    @Test
    void history_whatTheLogDoesNotHold_isUnrecoverable() {
        try (Client client = member("short:history", JSONL, 4)) {
            String epoch = publish(client, "short:history", "5").getString("epoch");
            for (String part : List.of("since\":" + at(epoch, 1), "since\":" + at("other", 4),
                    "before\":" + at("other", 4))) {
                client.send("{\"type\":\"history\",\"channel\":\"short:history\",\"" + part + "}");
                assertThat(client.next("error").getString("code")).as(part).isEqualTo("unrecoverable");
            }
        }
    }

    @Test
    void history_permission_isByPolicy() {
        try (Client client = guest("reader", JSONL); Client writer = member("read:all", JSONL, 1)) {
            assertThat(contents(history(client, "read:all", "\"limit\":1").getJsonArray("messages")))
                    .containsExactly("1");
            assertThat(refusal(client, "room:history")).isEqualTo("not_subscribed");
            assertThat(refusal(client, "hidden:x")).isEqualTo("forbidden");
            assertThat(refusal(client, "inbox:reader")).isEqualTo("forbidden");
            assertThat(refusal(client, "elsewhere")).isEqualTo("no_such_channel");
            assertThat(writer.open()).isTrue();
        }
    }

    private static String refusal(Client client, String channel) {
        client.send("{\"type\":\"history\",\"channel\":\"" + channel + "\"}");
        return client.next("error").getString("code");
    }
}
