package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.net.URL;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Meters;
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

/** The REST twin of the Java API, for callers with the API key; health and metrics. */
@ExtendWith(ArquillianExtension.class)
class RestIT {
    private static final String KEY = "X-Api-Key";
    private static final String HELLO = "{\"channel\":\"lobby\",\"content\":\"hello\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client subscriber(String channel) {
        Client client = Client.to(base).dialect("carillon.v1.json").connect();
        client.next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
        return client;
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return Http.post(base, path, body, KEY, Wars.API_KEY);
    }

    private static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonObject refusal = Http.json(response);
        assertThat(refusal.getString("code")).isEqualTo(code);
        assertThat(refusal.getString("message")).isNotBlank();
    }

    @Test
    void publish_reachesSubscribers_andIsAnsweredWithThePosition() throws Exception {
        try (Client client = subscriber("room:rest")) {
            HttpResponse<String> response = post("api/publish",
                    "{\"channel\":\"room:rest\",\"content\":{\"z\":1.10,\"a\":[null,\"\\u00fc\"]}}");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(
                    type -> assertThat(type).startsWith("application/json"));
            String message = client.next(text -> text.contains("\"type\":\"message\""));
            assertThat(message).contains("\"content\":{\"z\":1.10,\"a\":[null,\"\\u00fc\"]}")
                    .contains("\"sender\":\"portal\"")
                    .contains("\"offset\":" + Http.json(response).getInt("offset") + ',')
                    .contains("\"epoch\":\"" + Http.json(response).getString("epoch") + '"');
        }
    }

    @Test
    void notifyOfChannel_reachesSubscribersAsNotification() throws Exception {
        try (Client client = subscriber("room:news")) {
            HttpResponse<String> response = post("api/notify", "{\"channel\":\"room:news\",\"content\":\"news\"}");
            assertThat(Http.json(response).getInt("offset")).isEqualTo(1);
            JsonObject notification = client.next("notification");
            assertThat(notification.getString("content")).isEqualTo("news");
            assertThat(notification.getString("channel")).isEqualTo("room:news");
        }
    }

    @Test
    void notifyOfUser_reachesEveryDevice_andNobodyElse() throws Exception {
        String bearer = "Bearer " + Tokens.of("rita");
        try (Client phone = Client.to(base).header("Authorization", bearer).connect();
                Client desk = Client.to(base).header("Authorization", bearer).connect();
                Client other = Client.to(base).connect()) {
            phone.next("welcome");
            desk.next("welcome");
            other.next("welcome");
            HttpResponse<String> response = post("api/notify", "{\"user\":\"rita\",\"content\":{\"order\":7}}");
            assertThat(Http.json(response).getInt("sessions")).isEqualTo(2);
            assertThat(phone.next("notification").getJsonObject("content").getInt("order")).isEqualTo(7);
            assertThat(desk.next("notification").getJsonObject("content").getInt("order")).isEqualTo(7);
            assertThat(other.untilPong()).noneMatch(message -> message.contains("notification"));
        }
    }

    @Test
    void notifyOfUserWhoIsAway_reachesNoSession() throws Exception {
        HttpResponse<String> response = post("api/notify", "{\"user\":\"nobody\",\"content\":1}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.json(response).getInt("sessions")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api/publish", "api/notify"})
    void callerWithoutKeyOrWithAnother_isUnauthenticated_andPublishesNothing(String path) throws Exception {
        try (Client client = subscriber("lobby")) {
            refused(Http.post(base, path, HELLO), 401, "unauthenticated");
            refused(Http.post(base, path, HELLO, KEY, Wars.API_KEY + 'x'), 401, "unauthenticated");
            refused(Http.post(base, path, HELLO, KEY, ""), 401, "unauthenticated");
            refused(Http.post(base, path, HELLO, KEY, Wars.API_KEY.substring(1)), 401, "unauthenticated");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void refusalForWantOfAKey_doesNotShowTheKey() throws Exception {
        assertThat(Http.post(base, "api/publish", HELLO).body()).doesNotContain(Wars.API_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"})
    void bodyThatDoesNotSayItIsJson_isMalformed(String type) throws Exception {
        refused(Http.postAs(base, "api/publish", HELLO, type, KEY, Wars.API_KEY), 400, "malformed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "api/publish|`{\"channel\":\"lobby\",\"content\":`",
        "api/publish|`[]`",
        "api/publish|`\"lobby\"`",
        "api/publish|`{\"channel\":\"lobby\"}`",
        "api/publish|`{\"channel\":7,\"content\":1}`",
        "api/publish|`{\"channel\":\"lobby\",\"content\":NaN}`",
        "api/publish|`{\"channel\":\"lobby\",\"content\":1} {}`",
        "api/notify|`{\"content\":1}`",
        "api/notify|`{\"user\":\"ann\",\"channel\":\"lobby\",\"content\":1}`",
        "api/notify|`{\"user\":\"ann\"}`"})
    void bodyThatCannotBeRead_isMalformed(String path, String body) throws Exception {
        refused(post(path, body), 400, "malformed");
    }

    @Test
    void undeclaredChannel_isNotFound() throws Exception {
        String body = "{\"channel\":\"elsewhere\",\"content\":1}";
        refused(post("api/publish", body), 404, "no_such_channel");
        refused(post("api/notify", body), 404, "no_such_channel");
    }

    @Test
    void contentOverTheLimit_isTooLarge() throws Exception {
        String content = "\"" + "x".repeat(65_536) + '"';
        refused(post("api/publish", "{\"channel\":\"lobby\",\"content\":" + content + '}'), 413, "too_large");
        refused(post("api/notify", "{\"user\":\"ann\",\"content\":" + content + '}'), 413, "too_large");
        String ofPolicy = "\"" + "x".repeat(100) + '"';
        refused(post("api/publish", "{\"channel\":\"small:a\",\"content\":" + ofPolicy + '}'), 413, "too_large");
    }

    @Test
    void bodyOverTheLimit_isTooLarge() throws Exception {
        refused(post("api/publish", " ".repeat(200_000) + HELLO), 413, "too_large");
    }

    @Test
    void otherMethods_areNotAllowed() throws Exception {
        assertThat(Http.get(base, "api/publish", KEY, Wars.API_KEY).statusCode()).isEqualTo(405);
        assertThat(Http.get(base, "api/notify", KEY, Wars.API_KEY).statusCode()).isEqualTo(405);
    }

    @Test
    void health_isUp_forAnybody() throws Exception {
        HttpResponse<String> response = Http.get(base, "health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void metrics_arePrometheusText() throws Exception {
        HttpResponse<String> response = Http.get(base, "metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(
                type -> assertThat(type).startsWith("text/plain").contains("0.0.4"));
        assertThat(response.body().lines()).allMatch(
                line -> line.matches("# (HELP|TYPE) .+|[a-z_]+(\\{[^}]+})? ([-+0-9.eE]+|NaN)"));
    }

    @Test
    void metrics_moveWithWhatHappens() throws Exception {
        double publications = Meters.value(base, "carillon_publications_total");
        double deliveries = Meters.value(base, "carillon_deliveries_total");
        double byClient = Meters.closed(base, "client");
        try (Client one = subscriber("room:meter"); Client two = subscriber("room:meter")) {
            assertThat(Meters.open(base)).isGreaterThanOrEqualTo(2);
            post("api/publish", "{\"channel\":\"room:meter\",\"content\":1}");
            one.next("message");
            two.next("message");
            assertThat(Meters.value(base, "carillon_publications_total")).isGreaterThanOrEqualTo(publications + 1);
            assertThat(Meters.value(base, "carillon_deliveries_total")).isGreaterThanOrEqualTo(deliveries + 2);
        }
        await().atMost(PATIENCE).untilAsserted(
                () -> assertThat(Meters.closed(base, "client")).isGreaterThanOrEqualTo(byClient + 2));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(Meters.open(base)).isZero());
    }
}
