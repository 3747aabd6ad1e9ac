package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpResponse;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.Portal;
import org.carillon.it.kit.Tokens;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets for users who have signed in to the portal: for its pages alone, which is what the origin says. */
@ExtendWith(ArquillianExtension.class)
class PortalTicketIT {
    private static final String FRIEND = "https://friend.example";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Portal.war(Map.of("carillon.origins", FRIEND, "carillon.auth.anonymous", "false"));
    }

    private String own() {
        return "http://" + base.getHost() + ':' + base.getPort();
    }

    private static String ticket(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Http.json(answer).getInt("life")).isEqualTo(30);
        return Http.json(answer).getString("ticket");
    }

    private String ticket(Portal portal, String origin) throws Exception {
        return ticket(Http.post(base, "api/tickets", "{}", "Cookie", portal.cookie(), "Origin", origin));
    }

    private Client redeem(String ticket, String origin) {
        Client.Options options = Client.to(base, "?ticket=" + ticket).dialect("carillon.v1.json");
        return (origin.isEmpty() ? options : options.header("Origin", origin)).connect();
    }

    private static void assertRefused(Client client) {
        try (client) {
            assertThat(client.ended().code()).isEqualTo(1008);
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
        }
    }

    @Test
    void ticketOfTheLogin_signsInOnceAtItsOrigin() throws Exception {
        String ticket = ticket(Portal.visit(base).signIn("ann"), own());
        try (Client client = redeem(ticket, own())) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("ann");
        }
        assertRefused(redeem(ticket, own()));
    }

    @Test
    void ticketAtAnotherOrigin_isUnknownAndUsedUp() throws Exception {
        Portal bea = Portal.visit(base).signIn("bea");
        for (String other : new String[] {FRIEND, ""}) {
            String ticket = ticket(bea, own());
            assertRefused(redeem(ticket, other));
            assertRefused(redeem(ticket, own()));
        }
        String friends = ticket(bea, FRIEND);
        try (Client client = redeem(friends, FRIEND)) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("bea");
        }
    }

    @Test
    void ticketOfAToken_remembersTheOriginIfThereWasOne() throws Exception {
        String bearer = "Bearer " + Tokens.of("cid");
        assertRefused(redeem(ticket(Http.post(base, "api/tickets", "", "Authorization", bearer, "Origin", own())),
                FRIEND));
        try (Client client = redeem(ticket(Http.post(base, "api/tickets", "", "Authorization", bearer)), own())) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("cid");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1"})
    void pageOfAnotherSite_getsNoTicketByTheUsersCookie(String origin) throws Exception {
        Portal dan = Portal.visit(base).signIn("dan");
        HttpResponse<String> answer =
                Http.post(base, "api/tickets", "{}", "Cookie", dan.cookie(), "Origin", origin);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Http.json(answer).getString("code")).isEqualTo("forbidden");
        assertThat(answer.body()).doesNotContain("ticket\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    void formOfAnySite_getsNoTicket(String type) throws Exception {
        Portal eve = Portal.visit(base).signIn("eve");
        assertThat(Http.postAs(base, "api/tickets", "{}", type, "Cookie", eve.cookie()).statusCode()).isEqualTo(400);
        assertThat(Http.get(base, "api/tickets", "Cookie", eve.cookie()).statusCode()).isEqualTo(405);
    }

    @Test
    void nobodySignedIn_isUnauthenticated() throws Exception {
        assertThat(Http.post(base, "api/tickets", "{}", "Cookie", Portal.visit(base).cookie()).statusCode())
                .isEqualTo(401);
        assertThat(Http.post(base, "api/tickets", "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void signOut_endsWhatCameByATicket_andTicketsThatWait() throws Exception {
        Portal fay = Portal.visit(base).signIn("fay");
        String waiting = ticket(fay, own());
        Poller poller = Poller.open(base, "?ticket=" + ticket(fay, own()), "Origin", own());
        try (Client client = redeem(ticket(fay, own()), own())) {
            client.next("welcome");
            poller.next("welcome");
            fay.signOut();
            assertThat(client.ended().word()).isEqualTo("logout");
            assertThat(poller.ended().word()).isEqualTo("logout");
            assertRefused(redeem(waiting, own()));
        }
    }
}
