package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Response;
import org.carillon.it.kit.Wars;
import org.carillon.it.publisher.LoginFilter;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told with each answer, errors included; what errors tell; what pages of other hosts can do. */
@ExtendWith(ArquillianExtension.class)
class SurfaceIT {
    private static final String EVIL = "https://evil.example.net";
    private static final String HELLO = "{\"channel\":\"lobby\",\"content\":\"hello\"}";
    private static final String MARKER = "%3Cscript%3Emarker%3C/script%3E";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests().addPackage(LoginFilter.class.getPackage());
    }

    private static void assertSafe(String what, HttpHeaders headers) {
        assertThat(headers.firstValue("Content-Security-Policy").orElse("")).as(what)
                .startsWith("default-src 'none'").contains("frame-ancestors 'none'").contains("base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.allValues("X-Content-Type-Options")).as(what).containsExactly("nosniff");
        assertThat(headers.allValues("X-Frame-Options")).as(what).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).as(what).containsExactly("no-referrer");
        assertThat(headers.map().keySet()).as(what).noneMatch(name -> name.startsWith("access-control"))
                .doesNotContain("x-powered-by");
    }

    @ParameterizedTest
    @CsvSource({"api/publish,405", "api/notify,405", "api/disconnect,405", "api/tickets,405", "api/users/ann/inbox,405",
        "api/nodes,401", "api/nodes/x/drain,401", "health,200", "metrics,200", "ws,400", "sse,405", "poll,405",
        "send,405", "error,404", "nothing,404", "api/nothing,404", "carillon/nothing,404", "demo/nothing,404"})
    void data_isNotKeptNorShown(String path, int status) throws Exception {
        HttpResponse<String> response = Http.get(base, path, "Origin", EVIL);
        assertThat(response.statusCode()).isEqualTo(status);
        assertSafe(path, response.headers());
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index.html", "demo/portal.js", "demo/base.css", "carillon/carillon.js"})
    void pagesAndFiles_haveAPolicy(String path) throws Exception {
        HttpResponse<String> response = Http.get(base, path, "Origin", EVIL);
        assertThat(response.statusCode()).isEqualTo(200);
        assertSafe(path, response.headers());
    }

    @Test
    void answersOfTheApi_areNotKeptNorShown() throws Exception {
        HttpResponse<String> done = Http.post(base, "api/publish", HELLO, "X-Api-Key", Wars.API_KEY, "Origin", EVIL);
        assertThat(done.statusCode()).isEqualTo(200);
        assertSafe("done", done.headers());
        HttpResponse<String> refused = Http.post(base, "api/publish", HELLO, "Origin", EVIL);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertSafe("refused", refused.headers());
    }

    @Test
    void answersToPolls_areNotKeptNorShown() throws Exception {
        HttpResponse<String> opened = Http.post(base, "poll", "", "Carillon-Session", "new");
        assertThat(opened.statusCode()).isEqualTo(200);
        assertSafe("opened", opened.headers());
        assertThat(opened.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    private Response raw(String method, String target, String... headers) {
        try (RawClient client = RawClient.to(base)) {
            StringBuilder request = new StringBuilder(method + ' ' + base.getPath() + target
                    + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort() + "\r\nConnection: close\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                request.append(headers[i] + ": " + headers[i + 1] + "\r\n");
            }
            client.write(request.append("\r\n").toString().getBytes());
            return client.response();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MARKER, "api/" + MARKER, "api/publish?x=" + MARKER, "api/nodes/" + MARKER + "/drain",
        "api/users/" + MARKER + "/inbox", "api/publish;marker=1", "ws?token=marker", "ws?device=%0amarker",
        "ws?user=marker&ticket=marker", "demo/" + MARKER, "carillon/" + MARKER, "health/marker", "error?marker",
        "demo/%00marker", "demo/..%2fmarker", "%ff%fe%fdmarker", "poll?session=marker", "index.html/marker",
        "WEB-INF/web.xml", "META-INF/MANIFEST.MF", "WEB-INF/marker.xml", "demo/../WEB-INF/web.xml"})
    void errors_tellNothingOfTheRequest(String target) {
        Response response = raw("GET", target, "Carillon-Session", "marker", "Origin", "https://marker.example");
        assertThat(response.status()).isBetween(400, 499);
        assertThat(response.body() + response.headers().values()).doesNotContainIgnoringCase("marker")
                .doesNotContain("GlassFish", "Payara", "WildFly", "Undertow", "Exception", "\tat ", "carillon-error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "TRACK", "OPTIONS", "PUT", "PATCH", "PROPFIND"})
    void otherMethods_showNothingOfTheRequest_andAllowNoOtherOrigin(String method) {
        for (String path : new String[] {"", "api/publish", "health", "nothing", "carillon/carillon.js"}) {
            Response response = raw(method, path, "Cookie", "secret=marker", "Origin", EVIL,
                    "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type");
            assertThat(response.body() + response.headers().values()).as(path).doesNotContain("marker");
            assertThat(response.headers().keySet()).as(path).noneMatch(name -> name.startsWith("access-control"));
        }
    }

    @Test
    void login_letsOwnPagesAndProgramsPublish() throws Exception {
        String own = "http://127.0.0.1:" + base.getPort();
        assertThat(publish("Cookie", "login=anna").statusCode()).isEqualTo(200);
        assertThat(publish("Cookie", "login=anna", "Origin", own, "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
        assertThat(publish("Cookie", "login=other").statusCode()).isEqualTo(401);
    }

    @Test
    void login_isOfNoUseToPagesOfOtherHosts() throws Exception {
        assertThat(publish("Cookie", "login=anna", "Origin", EVIL).statusCode()).isEqualTo(403);
        assertThat(publish("Cookie", "login=anna", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(publish("Cookie", "login=anna", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(Http.postAs(base, "api/publish", HELLO, "text/plain", "Cookie", "login=anna").statusCode())
                .isEqualTo(400);
        assertThat(Http.get(base, "api/nodes", "Cookie", "login=anna", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void key_isEnough_fromWhereverItComes() throws Exception {
        assertThat(publish("X-Api-Key", Wars.API_KEY, "Origin", EVIL).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> publish(String... headers) throws Exception {
        return Http.post(base, "api/publish", HELLO, headers);
    }
}
