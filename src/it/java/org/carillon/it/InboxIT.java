package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Tokens;
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

/** What is sent to a user reaches every device, now or when it returns, until the device has confirmed it. */
@ExtendWith(ArquillianExtension.class)
class InboxIT {
    private static final String JSON = "carillon.v1.json";

    /** Users of one test, who have no inbox from another. */
    private final String bob = "bob-" + UUID.randomUUID();
    private final String anna = "anna-" + UUID.randomUUID();

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.inbox.messages", "5", "carillon.limits.errors", "1000"));
    }

    private Client user(String name, String query, String dialect) {
        Client client = Client.to(base, query).dialect(dialect)
                .header("Authorization", "Bearer " + Tokens.of(name)).connect();
        client.nextIs("welcome");
        return client;
    }

    private Client user(String name, String device) {
        return user(name, "?device=" + device, JSON);
    }

    private JsonObject send(Client client, String content, String more) {
        client.send("{\"type\":\"send\",\"id\":1,\"to\":\"" + bob + "\",\"content\":" + content + more + '}');
        return client.reply("ack", "1");
    }

    private static Client received(Client client, JsonObject position, int offset) {
        return client.send("{\"type\":\"received\",\"channel\":\"" + position.getString("channel")
                + "\",\"epoch\":\"" + position.getString("epoch") + "\",\"offset\":" + offset + '}');
    }

    private void sendMany(int count) {
        try (Client sender = user(anna, "desk")) {
            for (int i = 1; i <= count; i++) {
                send(sender, "" + i, "");
            }
        }
    }

    private static void assertContents(Client client, int... expected) {
        for (int content : expected) {
            assertThat(client.nextIs("direct").getInt("content")).isEqualTo(content);
        }
        assertThat(client.untilPong()).isEmpty();
    }

    private static JsonObject refused(Client client, String command, String code) {
        JsonObject error = client.send(command).nextIs("error");
        assertThat(error.getString("code")).as(command).isEqualTo(code);
        return error;
    }

    @EachDialect
    void send_userIsThere_reachesEveryDevice(String dialect) {
        try (Client phone = user(bob, "?device=phone", dialect); Client desk = user(bob, "", dialect);
                Client sender = user(anna, "?device=x", dialect)) {
            JsonObject ack = send(sender, "{\"a\": 1.10}", "");
            assertThat(ack.getInt("offset")).isEqualTo(1);
            for (Client device : List.of(phone, desk)) {
                JsonObject direct = device.nextIs("direct");
                assertThat(direct.getString("channel")).isEqualTo("inbox:" + bob);
                assertThat(direct.getString("epoch")).isEqualTo(ack.getString("epoch"));
                assertThat(direct.getString("sender")).isEqualTo(anna);
                assertThat(direct.get("content")).hasToString("{\"a\":1.10}");
            }
            assertThat(sender.untilPong()).isEmpty();
        }
    }

    @Test
    void send_userIsAway_waits_andEachDeviceConfirmsForItself() {
        sendMany(3);
        try (Client phone = user(bob, "phone")) {
            JsonObject first = phone.nextIs("direct");
            assertContents(phone, 2, 3);
            received(phone, first, 2).untilPong();
        }
        try (Client phone = user(bob, "phone"); Client desk = user(bob, "desk")) {
            assertContents(phone, 3);
            assertContents(desk, 1, 2, 3);
        }
        try (Client desk = user(bob, "desk")) {
            assertContents(desk, 1, 2, 3);
        }
    }

    @Test
    void inboxOverflows_theReaderIsToldHowMany() {
        sendMany(1);
        try (Client phone = user(bob, "phone")) {
            received(phone, phone.nextIs("direct"), 1).untilPong();
        }
        sendMany(8);
        try (Client phone = user(bob, "phone"); Client fresh = user(bob, "tablet")) {
            JsonObject dropped = phone.nextIs("dropped");
            assertThat(dropped.getInt("count")).isEqualTo(3);
            assertThat(dropped.getInt("offset")).isEqualTo(4);
            assertContents(phone, 4, 5, 6, 7, 8);
            assertContents(fresh, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void receipt_reachesEveryDeviceOfTheSender_orWaitsForIt() {
        try (Client sender = user(anna, "desk"); Client phone = user(bob, "phone"); Client desk = user(bob, "desk")) {
            send(sender, "1", ",\"receipt\":true");
            JsonObject direct = phone.nextIs("direct");
            received(phone, direct, 1);
            received(desk, desk.nextIs("direct"), 1).untilPong();
            JsonObject receipt = sender.nextIs("receipt");
            assertThat(receipt.getJsonObject("content").getString("to")).isEqualTo(bob);
            assertThat(receipt.getJsonObject("content").getInt("offset")).isEqualTo(1);
            assertThat(receipt.getString("channel")).isEqualTo("inbox:" + anna);
            assertThat(sender.untilPong()).as("one for both devices").isEmpty();
        }
        try (Client later = user(anna, "phone")) {
            assertThat(later.nextIs("receipt").getJsonObject("content").getString("to")).isEqualTo(bob);
        }
    }

    @Test
    void sameKeyAgain_isDeliveredOnce() {
        try (Client sender = user(anna, "desk"); Client phone = user(bob, "phone")) {
            assertThat(send(sender, "1", ",\"key\":\"k\"")).doesNotContainKey("duplicate");
            assertThat(send(sender, "1", ",\"key\":\"k\"").getBoolean("duplicate")).isTrue();
            assertContents(phone, 1);
        }
    }

    @EachDialect
    void signInByMessage_inboxComesAfterTheResult(String dialect) {
        sendMany(1);
        try (Client guest = Client.to(base, "?user=kim&device=phone").dialect(dialect).connect()) {
            guest.nextIs("welcome");
            guest.send("{\"type\":\"auth\",\"token\":\"" + Tokens.of(bob) + "\"}{\"type\":\"ping\"}");
            guest.nextIs("auth_result");
            JsonObject first = guest.nextIs("direct");
            guest.nextIs("pong");
            received(guest, first, 1).untilPong();
        }
        try (Client phone = user(bob, "phone")) {
            assertContents(phone);
        }
    }

    @Test
    void guests_neitherSendNorHaveAnInbox() {
        try (Client guest = Client.to(base, "?user=kim").dialect(JSON).connect(); Client sender = user(anna, "a")) {
            guest.nextIs("welcome");
            refused(guest, "{\"type\":\"send\",\"to\":\"" + bob + "\",\"content\":1}", "forbidden");
            refused(sender, "{\"type\":\"send\",\"to\":\"guest:kim\",\"content\":1}", "forbidden");
            refused(guest, "{\"type\":\"received\",\"channel\":\"inbox:guest:kim\",\"epoch\":\"e\",\"offset\":1}",
                    "forbidden");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"type\":\"send\",\"content\":1}|malformed",
        "{\"type\":\"send\",\"to\":\"\",\"content\":1}|malformed",
        "{\"type\":\"send\",\"to\":7,\"content\":1}|malformed",
        "{\"type\":\"send\",\"to\":\"a\\nb\",\"content\":1}|malformed",
        "{\"type\":\"send\",\"to\":\"LONG\",\"content\":1}|malformed",
        "{\"type\":\"send\",\"to\":\"carl\"}|malformed",
        "{\"type\":\"send\",\"to\":\"carl\",\"content\":1,\"key\":5}|malformed",
        "{\"type\":\"send\",\"to\":\"carl\",\"content\":1,\"key\":\"LONG\"}|malformed",
        "{\"type\":\"send\",\"to\":\"carl\",\"content\":1,\"receipt\":\"yes\"}|malformed",
        "{\"type\":\"send\",\"to\":\"portal\",\"content\":1}|forbidden",
        "{\"type\":\"received\",\"epoch\":\"e\",\"offset\":1}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"offset\":1}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"epoch\":\"e\"}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"epoch\":\"e\",\"offset\":-1}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"epoch\":\"e\",\"offset\":\"1\"}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"epoch\":\"e\",\"offset\":9007199254740992}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:ME\",\"epoch\":\"e\",\"offset\":1}|malformed",
        "{\"type\":\"received\",\"channel\":\"inbox:carl\",\"epoch\":\"e\",\"offset\":1}|forbidden",
        "{\"type\":\"received\",\"channel\":\"lobby\",\"epoch\":\"e\",\"offset\":1}|forbidden",
        "{\"type\":\"subscribe\",\"channel\":\"inbox:ME\"}|forbidden",
        "{\"type\":\"unsubscribe\",\"channel\":\"inbox:ME\"}|forbidden",
        "{\"type\":\"publish\",\"channel\":\"inbox:ME\",\"content\":1}|forbidden",
        "{\"type\":\"presence\",\"channel\":\"inbox:ME\"}|forbidden",
        "{\"type\":\"history\",\"channel\":\"inbox:ME\"}|forbidden",
    })
    void badCommand_isRefused_andTheInboxGoesOn(String command, String code) {
        try (Client client = user(bob, "phone")) {
            refused(client, command.replace("ME", bob).replace("LONG", "x".repeat(256)), code);
            send(client, "1", "");
        }
        try (Client client = user(bob, "phone")) {
            assertContents(client, 1);
        }
    }

    @Test
    void receivedBeyondWhatWasSent_isMalformedNamingBoth() {
        sendMany(2);
        try (Client phone = user(bob, "phone")) {
            JsonObject first = phone.nextIs("direct");
            assertContents(phone, 2);
            received(phone, first, 3);
            assertThat(phone.nextIs("error").getString("message")).contains(" and 3").contains(" and 2");
        }
        try (Client phone = user(bob, "phone")) {
            assertContents(phone, 1, 2);
        }
    }

    @Test
    void contentOverTheLimit_isTooLarge() {
        try (Client sender = user(anna, "desk"); Client phone = user(bob, "phone")) {
            String content = '"' + "x".repeat(65_000) + '"';
            send(sender, content, "");
            assertThat(phone.nextIs("direct").getString("content")).hasSize(65_000);
            HttpResponse<String> response = rest(bob, "\"" + "x".repeat(65_536) + '"');
            assertThat(response.statusCode()).isEqualTo(413);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> rest(String user, String content) throws Exception {
        return Http.post(base, "api/users/" + user + "/inbox", "{\"content\":" + content + '}',
                "X-Api-Key", Wars.API_KEY);
    }

    @Test
    void rest_sendsToAUser() throws Exception {
        HttpResponse<String> response = rest(bob, "7");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Http.json(response).getInt("offset")).isEqualTo(1);
        try (Client phone = user(bob, "phone")) {
            JsonObject direct = phone.nextIs("direct");
            assertThat(direct.getString("sender")).isEqualTo("portal");
            assertThat(direct.getInt("content")).isEqualTo(7);
        }
        assertThat(rest("guest:kim", "1").statusCode()).isEqualTo(403);
        assertThat(rest("x".repeat(241), "1").statusCode()).isEqualTo(400);
        assertThat(Http.post(base, "api/users/bob", "{}", "X-Api-Key", Wars.API_KEY).statusCode()).isEqualTo(400);
        assertThat(Http.post(base, "api/users/bob/inbox", "{}", "X-Api-Key", Wars.API_KEY).statusCode())
                .isEqualTo(400);
        assertThat(Http.post(base, "api/users/bob/inbox", "{\"content\":1}").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%00", "a%0Ab", "12345678901234567890123456789012345678901234567890123456789012345"})
    void deviceThatIsNotAllowed_isRefusedInTheHandshake(String device) throws Exception {
        assertThat(Client.to(base, "?device=" + device).dialect(JSON).refusedWith()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%C3%A9%20x", "1234567890123456789012345678901234567890123456789012345678901234"})
    void deviceThatIsAllowed_hasACursorOfItsOwn(String device) {
        sendMany(1);
        try (Client client = user(bob, device)) {
            received(client, client.nextIs("direct"), 1).untilPong();
        }
        try (Client client = user(bob, device); Client other = user(bob, "other")) {
            assertContents(client);
            assertContents(other, 1);
        }
    }
}
