package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session that is upgraded only to be told why it may not stay is gone afterwards: it counts for no limit. */
@ExtendWith(ArquillianExtension.class)
class RefusedSessionIT {
    private static final String DIALECT = "carillon.v1.json";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.limits.sessions.user", "1", "carillon.limits.sessions", "4"));
    }

    @Test
    void sessionsClosedWhileTheyOpen_leaveRoomForOthers() {
        try (Client first = signedIn()) {
            first.next("welcome");
            for (int i = 0; i < 5; i++) {
                refused(Client.to(base, "?ticket=never-issued").dialect(DIALECT).connect(), "unauthenticated");
                assertThat(handshake().refusedWith()).isEqualTo(429);
            }
            assertOpen(1);
        }
        assertOpen(0);
    }

    private Client signedIn() {
        return handshake().connect();
    }

    private Client.Options handshake() {
        return Client.to(base, "").header("Authorization", "Bearer " + Tokens.of("ann")).dialect(DIALECT);
    }

    private static void refused(Client client, String word) {
        try (client) {
            Client.Ended ended = client.ended();
            assertThat(ended.code()).isEqualTo(1008);
            assertThat(ended.word()).isEqualTo(word);
        }
    }

    private void assertOpen(int sessions) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(Http.get(base, "metrics").body())
                .contains("\ncarillon_sessions " + sessions + ".0\n"));
    }
}
