package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions and pages that no good client asks for, and commands that come when their time is over. */
@ExtendWith(ArquillianExtension.class)
class BadPositionIT {
    private static final String JSON = "carillon.v1.json";
    private static final String LONG = "x".repeat(256);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client guest() {
        Client client = Client.to(base).dialect(JSON).connect();
        client.next("welcome");
        return client;
    }

    /** A guest in a channel of its own that has three publications; nobody is told there of members. */
    private Client member(String channel) {
        Client client = guest();
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
        for (int i = 1; i <= 3; i++) {
            client.send("{\"type\":\"publish\",\"id\":" + i + ",\"channel\":\"" + channel + "\",\"content\":" + i + '}')
                    .next("ack");
        }
        client.untilPong();
        return client;
    }

    private static void assertRefused(Client client, String command, String code) {
        JsonObject error = client.send(command).nextIs("error");
        assertThat(error.getString("code")).as(command).isEqualTo(code);
        assertThat(error.getInt("id")).isEqualTo(9);
        assertThat(client.untilPong()).isEmpty();
    }

    private static String epoch(Client client, String channel) {
        return client.send("{\"type\":\"history\",\"channel\":\"" + channel + "\"}").next("history").getString("epoch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'limit':0", "'limit':-1", "'limit':1e3", "'limit':1.0", "'limit':'5'", "'limit':100001",
        "'limit':true", "'limit':[]", "'since':1", "'since':'e'", "'since':{}", "'since':{'epoch':'e'}",
        "'since':{'offset':1}", "'since':{'epoch':1,'offset':1}", "'since':{'epoch':'e','offset':-1}",
        "'since':{'epoch':'e','offset':'1'}", "'since':{'epoch':'e','offset':9007199254740992}",
        "'before':{'epoch':'','offset':1}", "'before':[1]", "'before':{'epoch':'e','offset':1.5}"})
    void history_fieldThatCannotBeRead_isMalformed(String field) {
        try (Client client = member("quiet:malformed")) {
            assertRefused(client, "{\"type\":\"history\",\"id\":9,\"channel\":\"quiet:malformed\","
                    + field.replace('\'', '"') + '}', "malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"since", "before"})
    void history_positionOfAnotherStream_isUnrecoverable(String side) {
        try (Client client = member("quiet:mine"); Client other = member("quiet:other")) {
            assertRefused(client, "{\"type\":\"history\",\"id\":9,\"channel\":\"quiet:mine\",\"" + side
                    + "\":{\"epoch\":\"" + epoch(other, "quiet:other") + "\",\"offset\":1}}", "unrecoverable");
        }
    }

    @Test
    void history_sinceBeyondTheEnd_isUnrecoverable_andBeforeBeyondTheEndIsTheNewest() {
        try (Client client = member("quiet:end")) {
            String start = "{\"type\":\"history\",\"id\":9,\"channel\":\"quiet:end\",\"";
            String beyond = "\":{\"epoch\":\"" + epoch(client, "quiet:end") + "\",\"offset\":9007199254740991}}";
            assertRefused(client, start + "since" + beyond, "unrecoverable");
            assertThat(client.send(start + "before" + beyond).nextIs("history").getJsonArray("messages")).hasSize(3);
        }
    }

    @Test
    void history_sinceAndBefore_sinceDecides() {
        try (Client client = member("quiet:both")) {
            String epoch = "{\"epoch\":\"" + epoch(client, "quiet:both") + "\",\"offset\":";
            JsonObject page = client.send("{\"type\":\"history\",\"channel\":\"quiet:both\",\"since\":" + epoch
                    + "2},\"before\":" + epoch + "2}}").nextIs("history");
            assertThat(page.getJsonArray("messages")).hasSize(1);
            assertThat(page.getJsonArray("messages").getJsonObject(0).getInt("offset")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'e'", "[]", "true", "{}", "{'offset':1}", "{'epoch':'e'}", "{'epoch':'','offset':1}",
        "{'epoch':7,'offset':1}", "{'epoch':'e','offset':-1}", "{'epoch':'e','offset':1e0}",
        "{'epoch':'e','offset':9007199254740992}", "{'epoch':'LONG','offset':1}"})
    void subscribe_sinceThatCannotBeRead_isMalformed_andNobodyIsSubscribed(String since) {
        try (Client client = guest()) {
            assertRefused(client, "{\"type\":\"subscribe\",\"id\":9,\"channel\":\"room:since\",\"since\":"
                    + since.replace('\'', '"').replace("LONG", LONG) + '}', "malformed");
            assertRefused(client, "{\"type\":\"presence\",\"id\":9,\"channel\":\"room:since\"}", "not_subscribed");
        }
    }

    @Test
    void subscribe_sinceNull_isAsWithout() {
        try (Client client = guest()) {
            assertThat(client.send("{\"type\":\"subscribe\",\"channel\":\"room:null\",\"since\":null}")
                    .nextIs("subscribed")).doesNotContainKey("recovered");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 3_000_000_000L, (1L << 53) - 1})
    void subscribe_sinceBeyondTheEnd_isNotRecovered_andGoesOnFromTheEnd(long offset) {
        String channel = "quiet:beyond" + offset;
        try (Client client = member(channel); Client late = guest()) {
            JsonObject subscribed = late.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":"
                    + "{\"epoch\":\"" + epoch(client, channel) + "\",\"offset\":" + offset + "}}").nextIs("subscribed");
            assertThat(subscribed.getBoolean("recovered")).isFalse();
            assertThat(subscribed.getJsonArray("messages")).isEmpty();
            assertThat(subscribed.getInt("offset")).isEqualTo(3);
            client.send("{\"type\":\"publish\",\"channel\":\"" + channel + "\",\"content\":4}");
            assertThat(late.nextIs("message").getInt("offset")).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon.v1.json", "carillon.v1.jsonl"})
    void unsubscribeTwiceInAFrame_withAPublishBetween_isAnsweredInOrder_andNothingFollows(String dialect) {
        try (Client client = Client.to(base).dialect(dialect).connect()) {
            client.next("welcome");
            client.send("{\"type\":\"subscribe\",\"channel\":\"open:twice\"}").next("subscribed");
            client.send("{\"type\":\"unsubscribe\",\"id\":1,\"channel\":\"open:twice\"}"
                    + "{\"type\":\"publish\",\"id\":2,\"channel\":\"open:twice\",\"content\":2}"
                    + "{\"type\":\"unsubscribe\",\"id\":3,\"channel\":\"open:twice\"}");
            assertThat(client.nextIs("unsubscribed").getInt("id")).isEqualTo(1);
            assertThat(client.nextIs("ack").getInt("id")).isEqualTo(2);
            JsonObject error = client.nextIs("error");
            assertThat(error.getInt("id")).isEqualTo(3);
            assertThat(error.getString("code")).isEqualTo("not_subscribed");
            assertThat(client.untilPong()).isEmpty();
        }
    }
}
