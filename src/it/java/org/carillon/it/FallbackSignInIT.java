package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signing in by message without WebSocket, where guests are not admitted. */
@ExtendWith(ArquillianExtension.class)
class FallbackSignInIT {
    private static final String SUBSCRIBE = "{\"type\":\"subscribe\",\"channel\":\"room:1\"}";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.auth.timeout", "3s", "carillon.auth.jwt.skew", "0s"));
    }

    private static String auth(String user) {
        return auth(user, Duration.ofHours(1));
    }

    private static String auth(String user, Duration life) {
        return "{\"type\":\"auth\",\"token\":\"" + Tokens.of(user, life) + "\"}";
    }

    @Test
    void firstPostAuth_signsIn_andWhatFollowsIsCarriedOut() throws Exception {
        try (Streamer streamer = Streamer.open(base, "")) {
            streamer.send(auth("ann") + '\n' + SUBSCRIBE);
            assertThat(streamer.next("welcome").getString("user")).isEqualTo("ann");
            streamer.next("subscribed");
        }
        Poller poller = Poller.open(base, "");
        poller.send(auth("ben")).send(SUBSCRIBE);
        assertThat(poller.next("welcome").getString("user")).isEqualTo("ben");
        poller.next("subscribed");
    }

    @Test
    void tokenThatExpires_closesTheSession_unlessItIsRenewedInTime() throws Exception {
        String soon = auth("cid", Duration.ofSeconds(3));
        try (Streamer ended = Streamer.open(base, ""); Streamer renewed = Streamer.open(base, "")) {
            Poller poller = Poller.open(base, "");
            poller.send(soon).next("welcome");
            ended.send(soon).next("welcome");
            renewed.send(soon).next("welcome");
            renewed.send(auth("cid")).next("auth_result");
            assertThat(ended.ended().code()).isEqualTo(1008);
            assertThat(ended.ended().word()).isEqualTo("expired");
            assertThat(poller.ended().word()).isEqualTo("expired");
            renewed.send("{\"type\":\"ping\"}").next("pong");
        }
    }

    @Test
    void anythingElseFirst_closesTheSession() throws Exception {
        try (Streamer streamer = Streamer.open(base, "")) {
            assertThat(streamer.send(SUBSCRIBE).ended().word()).isEqualTo("unauthenticated");
        }
        assertThat(Poller.open(base, "").send(SUBSCRIBE).ended().word()).isEqualTo("unauthenticated");
    }

    @Test
    void sessionThatDoesNotSignIn_isClosedAfterTheTimeout() throws Exception {
        try (Streamer streamer = Streamer.open(base, "?user=guest")) {
            assertThat(Poller.open(base, "").ended().word()).isEqualTo("unauthenticated");
            assertThat(streamer.ended().word()).isEqualTo("unauthenticated");
        }
    }
}
