package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal: its code, its id, whether to retry, and that the session goes on. */
@ExtendWith(ArquillianExtension.class)
class RefusalIT {
    private static final String JSON = "carillon.v1.json";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client guest(String dialect) {
        Client client = Client.to(base, "?user=ann").dialect(dialect).connect();
        client.next("welcome");
        return client;
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}";
    }

    /** Sends a command and expects nothing but this refusal, after which the session goes on. */
    private static JsonObject refused(Client client, String command, String code) {
        JsonObject error = client.send(command).take(1).get("error");
        assertThat(error).as(command).isNotNull();
        assertThat(error.getString("code")).as(command).isEqualTo(code);
        assertThat(error.getString("message")).isNotBlank();
        assertThat(error.getBoolean("retry")).isFalse();
        assertThat(client.untilPong()).isEmpty();
        return error;
    }

    @EachDialect
    void refusal_echoesTheId(String dialect) {
        try (Client client = guest(dialect)) {
            String start = "{\"type\":\"what\",\"id\":";
            assertThat(refused(client, start + "12}", "unknown_type").getInt("id")).isEqualTo(12);
            assertThat(refused(client, start + "\"x\"}", "unknown_type").getString("id")).isEqualTo("x");
            assertThat(refused(client, "{\"type\":\"what\"}", "unknown_type")).doesNotContainKey("id");
            assertThat(refused(client, "{\"id\":13}", "malformed").getInt("id")).isEqualTo(13);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a b\"", "\"\\u00e9\\n\\\"\"", "0", "-7", "9007199254740991", "-9007199254740991",
        "\"é🎵\"", "\"1234567890123456789012345678901234567890123456789012345678901234\""})
    void id_thatIsAllowed_isEchoedAsItWasWritten(String id) {
        try (Client client = guest(JSON)) {
            client.send("{\"type\":\"ping\",\"id\":" + id + '}');
            assertThat(client.next()).isEqualTo("{\"type\":\"pong\",\"id\":" + id + '}');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740992", "-9007199254740992", "12345678901234567890", "1.5", "1e3", "true", "{}",
        "[1]", "\"12345678901234567890123456789012345678901234567890123456789012345\"", "\"\\ud800\""})
    void id_thatIsNotAllowed_isMalformed(String id) {
        try (Client client = guest(JSON)) {
            String command = "{\"type\":\"ping\",\"id\":" + id + '}';
            assertThat(refused(client, command, "malformed")).doesNotContainKey("id");
        }
    }

    @Test
    void idNull_isNoId() {
        try (Client client = guest(JSON)) {
            assertThat(client.send("{\"type\":\"ping\",\"id\":null}").next()).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "subscribe|\"channel\":\"nowhere\"|no_such_channel",
        "subscribe|\"channel\":\"LOBBY\"|no_such_channel",
        "publish|\"channel\":\"nowhere\",\"content\":1|no_such_channel",
        "presence|\"channel\":\"nowhere\"|no_such_channel",
        "message|\"channel\":\"nowhere\",\"content\":1|no_such_channel",
        "unsubscribe|\"channel\":\"nowhere\"|not_subscribed",
        "unsubscribe|\"channel\":\"room:1\"|not_subscribed",
        "publish|\"channel\":\"room:1\",\"content\":1|not_subscribed",
        "chat|\"channel\":\"room:1\",\"content\":1|not_subscribed",
        "chat|\"content\":1|not_subscribed",
        "presence|\"channel\":\"room:1\"|not_subscribed",
        "publish|\"channel\":\"portal:1\",\"content\":1|forbidden",
        "publish|\"channel\":\"room:1\"|malformed",
        "message|\"data\":1|malformed",
        "publish|\"content\":1|malformed",
        "subscribe|\"presence\":true|malformed",
        "subscribe|\"channel\":\"\"|malformed",
        "subscribe|\"channel\":null|malformed",
        "subscribe|\"channel\":\"room:\\u0000\"|malformed",
        "subscribe|\"channel\":\"room:\\ud83c\"|malformed",
        "history|\"channel\":\"\",\"limit\":1|malformed",
        "call|\"id\":1,\"method\":\"nowhere\",\"content\":1|no_such_method",
        "PING|\"x\":1|unknown_type",
    })
    void command_thatIsRefused_getsItsCode(String type, String fields, String code) {
        try (Client client = guest(JSON)) {
            refused(client, "{\"type\":\"" + type + "\"," + fields + '}', code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":1}", "{\"type\":null}", "{\"type\":[]}", "{\"type\":\"\\udc00\"}",
        "{\"data\":1}", "{\"content\":\"hi\"}", "{\"type\":\"ping\",}", "{\"type\":\"ping\"",
        "{type:\"ping\"}", "{'type':'ping'}", "{\"type\":\"ping\"}}", "{\"type\" \"ping\"}", "{", "{\"",
        "  {\"type\":\"chat\",\"content\":01}", "{\"type\":\"chat\",\"content\":NaN}",
        "{\"type\":\"chat\",\"content\":\"\t\"}", "{\"type\":\"chat\",\"content\":\"\\x\"}",
        "{\"type\":\"chat\",\"content\":1 /* one */}", "{\"type\":\"chat\",\"content\":.5}",
        "{\"type\":\"chat\",\"content\":5.}", "{\"type\":\"chat\",\"content\":+5}", "{\"type\":\"chat\",\"content\":}",
        "{\"type\":\"chat\",\"content\":tru}", "{\"type\":\"chat\",\"content\":[1,]}"})
    void textThatBeginsWithABraceButIsNoCommand_isMalformed(String text) {
        try (Client client = guest(JSON)) {
            client.send(text);
            String error = client.next(message -> message.contains("\"error\""));
            assertThat(error).contains("\"code\":\"malformed\"").doesNotContain("\"id\"");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "subscribe|\"channel\":1",
        "subscribe|\"channel\":[\"room:1\"]",
        "subscribe|\"channel\":\"room:1\",\"presence\":\"yes\"",
        "subscribe|\"channel\":\"room:1\",\"presence\":1",
        "unsubscribe|\"channel\":true",
        "presence|\"channel\":{}",
        "publish|\"channel\":\"room:1\",\"content\":1,\"key\":1",
        "publish|\"channel\":\"room:1\",\"content\":1,\"slot\":[]",
        "message|\"content\":1,\"channel\":1",
        "auth|\"token\":1",
        "auth|\"token\":\"\"",
        "auth|\"x\":1",
        "login|\"token\":\"x\",\"username\":1",
    })
    void fieldOfTheWrongType_isMalformed(String type, String fields) {
        try (Client client = guest(JSON)) {
            String command = "{\"id\":1,\"type\":\"" + type + "\"," + fields + '}';
            assertThat(refused(client, command, "malformed").getInt("id")).isEqualTo(1);
        }
    }

    @EachDialect
    void sameKeyWithOtherContent_isAConflict(String dialect) {
        try (Client client = guest(dialect)) {
            String start = "{\"type\":\"publish\",\"channel\":\"open:conflict\",\"key\":\"k\",\"id\":1,\"content\":";
            client.send(start + "1}").next("ack");
            refused(client, start + "2}", "conflict");
            assertThat(client.send(start + "1}").next("ack").getBoolean("duplicate")).isTrue();
        }
    }

    @Test
    void contentOverTheChannelsLimit_isTooLarge_andOneOfTheLimitIsNot() {
        try (Client client = guest(JSON)) {
            client.send(subscribe("small:1")).next("subscribed");
            String start = "{\"type\":\"publish\",\"id\":1,\"channel\":\"small:1\",\"content\":\"";
            refused(client, start + "x".repeat(99) + "\"}", "too_large");
            refused(client, start + "é".repeat(49) + "x\"}", "too_large");
            assertThat(client.send(start + "é".repeat(49) + "\"}").take(2)).containsKeys("ack", "message");
        }
    }

    @EachDialect
    void channelName_of255Characters_works_andOneMoreIsMalformed(String dialect) {
        String longest = "room:" + "ü".repeat(250);
        try (Client client = guest(dialect)) {
            assertThat(client.send(subscribe(longest)).next("subscribed").getString("channel")).isEqualTo(longest);
            client.send("{\"type\":\"publish\",\"content\":1,\"channel\":\"" + longest + "\"}");
            assertThat(client.next("message").getString("channel")).isEqualTo(longest);
            refused(client, subscribe(longest + "u"), "malformed");
        }
    }

    @Test
    void keyOrSlot_over255Characters_isMalformed() {
        String start = "{\"type\":\"publish\",\"channel\":\"open:1\",\"content\":1,\"";
        try (Client client = guest(JSON)) {
            refused(client, start + "key\":\"" + "k".repeat(256) + "\"}", "malformed");
            refused(client, start + "slot\":\"" + "s".repeat(256) + "\"}", "malformed");
            client.send(start + "id\":1,\"key\":\"" + "k".repeat(255) + "\"}").next("ack");
        }
    }

    @Test
    void subscriptionsOverTheLimit_areRefusedUntilOneEnds() {
        try (Client client = guest(JSON)) {
            for (int i = 0; i < 128; i++) {
                client.send(subscribe("room:limit-" + i)).next("subscribed");
            }
            refused(client, subscribe("room:limit-128"), "limit");
            client.send(subscribe("room:limit-0")).next("subscribed");
            client.send("{\"type\":\"unsubscribe\",\"channel\":\"room:limit-0\"}");
            client.send(subscribe("room:limit-128")).next("subscribed");
        }
    }

    @EachDialect
    void moreThan20Refusals_closeTheSession(String dialect) {
        try (Client client = guest(dialect)) {
            for (int i = 0; i < 20; i++) {
                refused(client, "{\"type\":\"what\"}", "unknown_type");
            }
            client.send("{\"type\":\"what\"}").next("error");
            assertThat(client.ended().code()).isEqualTo(1008);
            assertThat(client.ended().word()).isEqualTo("malformed");
        }
    }

    @EachDialect
    void unknownFields_areIgnored(String dialect) {
        try (Client client = guest(dialect)) {
            client.send("{\"x\":{\"type\":\"chat\"},\"type\":\"subscribe\",\"channel\":\"room:1\",\"since2\":[1e999]}");
            assertThat(client.next("subscribed").getString("channel")).isEqualTo("room:1");
        }
    }
}
