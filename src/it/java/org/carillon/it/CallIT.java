package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.ServerProcess;
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

/** Calls of clients, answered by beans of a portal that embeds the classes jar. */
@ExtendWith(ArquillianExtension.class)
class CallIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.portal(Map.of("carillon.call.timeout", "3s", "carillon.call.session", "3"));
    }

    private Client user(String name, String dialect) {
        Client client = Client.to(base).dialect(dialect)
                .header("Authorization", "Bearer " + Tokens.of(name)).connect();
        client.nextIs("welcome");
        return client;
    }

    private Client user() {
        return user("ann", "carillon.v1.json");
    }

    private static Client call(Client client, String id, String method, String content) {
        return client.send("{\"type\":\"call\",\"id\":" + id + ",\"method\":\"" + method + "\",\"content\":"
                + content + '}');
    }

    private static JsonObject refused(Client client, String method, String content, String code) {
        JsonObject error = call(client, "1", method, content).nextIs("error");
        assertThat(error.getInt("id")).isEqualTo(1);
        assertThat(error.getString("code")).as(error.toString()).isEqualTo(code);
        return error;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "price|`{\"amount\":2,\"item\":\"bells\"}`|`{\"text\":\"2 bells for ann\"}`",
        "echo|`{\"b\": 1.10, \"a\": [1e2]}`|`{\"b\": 1.10, \"a\": [1e2]}`",
        "who|null|`\"ann user\"`",
        "size|`{\"a\":1,\"b\":2}`|2",
        "later|`\"é\"`|`\"é\"`",
        "stock|`\"bell\"`|4",
        "depot|`\"bell\"`|8",
    })
    void call_isAnsweredByTheBean(String method, String content, String result) {
        try (Client client = user()) {
            call(client, "\"x\"", method, content);
            assertThat(client.next()).isEqualTo("{\"type\":\"result\",\"id\":\"x\",\"content\":" + result + '}');
        }
    }

    @EachDialect
    void call_inEveryDialect_isAnsweredWithItsId(String dialect) {
        try (Client client = user("ann", dialect)) {
            call(client, "17", "echo", "[1]");
            JsonObject result = client.nextIs("result");
            assertThat(result.getInt("id")).isEqualTo(17);
            assertThat(result.getJsonArray("content")).hasToString("[1]");
        }
    }

    @Test
    void call_byAGuest_onlyWhereGuestsMay() {
        try (Client guest = Client.to(base, "?user=kim").dialect("carillon.v1.json").connect()) {
            guest.nextIs("welcome");
            assertThat(call(guest, "1", "who", "null").nextIs("result").getString("content"))
                    .isEqualTo("guest:kim guest");
            assertThat(refused(guest, "visit", "null", "forbidden").getString("message")).contains("'visit'");
        }
    }

    @Test
    void call_badInput_isRefusedNamingTheMethod() {
        try (Client client = user()) {
            refused(client, "nowhere", "1", "no_such_method");
            refused(client, "", "1", "malformed");
            refused(client, "x".repeat(256), "1", "malformed");
            assertThat(refused(client, "price", "[1]", "malformed").getString("message")).contains("'price'");
            assertThat(refused(client, "price", "{\"amount\":\"many\"}", "malformed").getString("message"))
                    .contains("'price'").contains("Question");
            assertThat(refused(client, "size", "1", "malformed").getString("message")).contains("'size'");
            client.send("{\"type\":\"call\",\"method\":\"echo\",\"content\":1}");
            assertThat(client.nextIs("error").getString("message")).contains("'id'");
            client.send("{\"type\":\"call\",\"id\":1,\"method\":\"echo\"}");
            assertThat(client.nextIs("error").getString("message")).contains("'content'");
            client.send("{\"type\":\"call\",\"id\":1,\"method\":7,\"content\":1}");
            assertThat(client.nextIs("error").getString("code")).isEqualTo("malformed");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void call_thatIsSlow_holdsUpNothing() {
        try (Client client = user()) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"room:calls\"}").nextIs("subscribed");
            call(client, "1", "wait", "null");
            client.send("{\"type\":\"publish\",\"id\":2,\"channel\":\"room:calls\",\"content\":1}");
            assertThat(client.take(2)).containsOnlyKeys("ack", "message");
            assertThat(client.untilPong()).isEmpty();
            call(client, "3", "open", "null");
            client.reply("result", "1");
        }
    }

    @Test
    void call_withoutAnAnswerInTime_isUnavailable() {
        try (Client client = user()) {
            JsonObject error = refused(client, "never", "null", "unavailable");
            assertThat(error.getBoolean("retry")).isTrue();
            assertThat(error.getString("message")).contains("'never'").contains("3000 ms");
            call(client, "2", "echo", "2").nextIs("result");
        }
    }

    @Test
    void call_tooManyAtOnce_isTooMany() {
        try (Client client = user(); Client other = user()) {
            for (int i = 1; i <= 3; i++) {
                call(client, "" + i, "never", "null");
            }
            call(client, "4", "echo", "1");
            assertThat(client.nextIs("error").getString("code")).isEqualTo("too_many");
            call(other, "1", "echo", "1").nextIs("result");
            for (int i = 1; i <= 3; i++) {
                assertThat(client.nextIs("error").getString("code")).isEqualTo("unavailable");
            }
            call(client, "5", "echo", "1").nextIs("result");
        }
    }

    @Test
    void call_answerOverTheLimit_isTooLarge() {
        try (Client client = user()) {
            call(client, "1", "large", "65534");
            assertThat(client.nextIs("result").getString("content")).hasSize(65_534);
            refused(client, "large", "65535", "too_large");
        }
    }

    @Test
    void call_refusedByTheBean_getsItsCode_byAnEnterpriseBeanToo() {
        try (Client client = user()) {
            assertThat(refused(client, "sold-out", "null", "conflict").getString("message"))
                    .isEqualTo("no bells left");
            assertThat(refused(client, "stock.refuse", "null", "conflict").getString("message"))
                    .isEqualTo("no bells left");
        }
    }

    @Test
    void call_thatFails_isInternal_andLoggedOnce() throws Exception {
        try (Client client = user()) {
            int before = logged();
            assertThat(refused(client, "fail", "null", "internal").getString("message")).doesNotContain("secret");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(logged()).isEqualTo(before + 1));
        }
    }

    private static int logged() throws Exception {
        return Files.readString(ServerProcess.log()).split("The call of 'fail' failed", -1).length - 1;
    }

    @Test
    void calls_eachHaveARequestOfTheirOwn() {
        try (Client client = user()) {
            int first = call(client, "1", "visit", "null").nextIs("result").getInt("content");
            int second = call(client, "2", "visit", "null").nextIs("result").getInt("content");
            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    void sessionThatEndsWhileItsCallRuns_leavesNothing() throws Exception {
        try (Client other = user()) {
            Client client = user();
            call(client, "1", "never", "null").untilPong();
            assertThat(Meters.value(base, "carillon_calls_unanswered")).isGreaterThanOrEqualTo(1);
            client.abort();
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(Meters.value(base, "carillon_calls_unanswered")).isZero());
            assertThat(call(other, "1", "echo", "1").nextIs("result").getInt("content")).isEqualTo(1);
        }
    }
}
