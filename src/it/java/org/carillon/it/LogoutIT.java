package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Portal;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Tokens;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was opened under an HTTP session ends with it, all of it and with a reason, and nothing else does. */
@ExtendWith(ArquillianExtension.class)
class LogoutIT {
    private static final String DIALECT = "carillon.v1.json";
    private static final Duration TIMED_OUT = Duration.ofSeconds(5);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Portal.war(Map.of());
    }

    private Client connected(String... headers) {
        Client.Options options = Client.to(base).dialect(DIALECT);
        for (int i = 0; i < headers.length; i += 2) {
            options.header(headers[i], headers[i + 1]);
        }
        Client client = options.connect();
        client.next("welcome");
        return client;
    }

    private static void assertLoggedOut(Client.Ended ended) {
        assertThat(ended.code()).isEqualTo(1008);
        assertThat(ended.word()).isEqualTo("logout");
    }

    /** In a portal's WAR that does not see Undertow's types WildFly is faster, and closes without a word. */
    private static void assertSocketLoggedOut(Client.Ended ended) {
        assertThat(ended.code()).isEqualTo(1008);
        assertThat(ended.word()).isIn("logout", ServerProcess.wildfly() ? "" : "logout");
    }

    @Test
    void signOut_endsSocketsAndPollsOfThatHttpSession() throws Exception {
        Portal ann = Portal.visit(base).signIn("ann");
        Portal elsewhere = Portal.visit(base).signIn("ann");
        try (Client one = connected("Cookie", ann.cookie()); Client two = connected("Cookie", ann.cookie());
                Client token = connected("Cookie", ann.cookie(), "Authorization", "Bearer " + Tokens.of("ann"));
                Client other = connected("Cookie", elsewhere.cookie()); Client none = connected()) {
            Poller poller = Poller.open(base, "", "Cookie", ann.cookie());
            assertThat(poller.next("welcome").getString("user")).isEqualTo("ann");
            ann.signOut();
            for (Client client : List.of(one, two, token)) {
                assertSocketLoggedOut(client.ended());
            }
            assertLoggedOut(poller.ended());
            assertThat(other.untilPong()).isEmpty();
            assertThat(none.untilPong()).isEmpty();
        }
    }

    @Test
    void whatWasOpenedBeforeSigningIn_endsToo() throws Exception {
        Portal bea = Portal.visit(base);
        try (Client before = connected("Cookie", bea.cookie())) {
            bea.signIn("bea");
            try (Client after = connected("Cookie", bea.cookie())) {
                assertThat(before.untilPong()).isEmpty();
                bea.signOut();
                assertSocketLoggedOut(before.ended());
                assertSocketLoggedOut(after.ended());
            }
        }
    }

    @Test
    void timeOut_endsWhatWasOpenedToo() throws Exception {
        Portal cid = Portal.visit(base).signIn("cid");
        Poller poller = Poller.open(base, "", "Cookie", cid.cookie());
        poller.next("welcome");
        cid.timeOutSoon();
        assertLoggedOut(poller.ended());
    }

    /** Payara locks an HTTP session for each request, that of a socket's handshake until the socket ends. */
    @Test
    void timeOut_withOpenSockets_endsThemOnWildFly_andWaitsForThemOnPayara() throws Exception {
        Portal eve = Portal.visit(base).signIn("eve");
        try (Client one = connected("Cookie", eve.cookie()); Client two = connected("Cookie", eve.cookie())) {
            eve.timeOutSoon();
            if (ServerProcess.isPayara()) {
                await().pollDelay(TIMED_OUT).until(one::open);
                assertThat(two.untilPong()).isEmpty();
            } else {
                assertSocketLoggedOut(one.ended());
                assertSocketLoggedOut(two.ended());
            }
        }
    }

    @Test
    void socketsThatHaveEnded_areNoneOfTheHttpSessionsAnyMore() throws Exception {
        Portal dan = Portal.visit(base).signIn("dan");
        for (int i = 0; i < 20; i++) {
            connected("Cookie", dan.cookie()).close();
        }
        try (Client last = connected("Cookie", dan.cookie())) {
            dan.signOut();
            assertSocketLoggedOut(last.ended());
        }
    }
}
