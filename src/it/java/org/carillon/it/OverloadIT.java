package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A portal that keeps all threads of the executor: new sessions are refused, those that are there are served. */
@ExtendWith(ArquillianExtension.class)
class OverloadIT {
    private static final int TASKS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String REFUSED = "carillon_limits_refused_total{limit=\"executor\"}";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.portal(Map.of("carillon.limits.executor", "500ms"));
    }

    private void portal(String what) throws Exception {
        assertThat(Http.post(base, "crowded/" + what + "?tasks=" + TASKS, "").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> open() throws Exception {
        return Fallback.post(base, "poll", Fallback.SESSION, "new");
    }

    @Test
    void executorThatIsKeptBusy_newSessionsAreRefused_untilItIsFree() throws Exception {
        try (Honest honest = Honest.at(base)) {
            assertThat(open().statusCode()).isEqualTo(200);
            portal("fill");
            try {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(open().statusCode()).isEqualTo(503));
                HttpResponse<String> refusal = open();
                assertThat(refusal.body()).isEqualTo("The server is too busy.\n");
                assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
                honest.assertServed();
                assertThat(Meters.value(base, REFUSED)).isPositive();
                assertThat(Meters.value(base, "carillon_executor_wait_millis")).isGreaterThan(500);
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(Files.readString(ServerProcess.log()))
                        .contains("Over the limit carillon.limits.executor: "));
            } finally {
                portal("free");
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(open().statusCode()).isEqualTo(200));
            honest.assertNewcomerServed(base);
        }
    }
}
