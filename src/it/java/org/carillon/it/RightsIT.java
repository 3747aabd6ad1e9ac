package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.carillon.it.rules.Bans;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may do what in which channel: by roles of the token, by the user's name, by the portal's own beans. */
@ExtendWith(ArquillianExtension.class)
class RightsIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.portal(Map.of("carillon.auth.jwt.roles", "realm_access.roles", "carillon.channels",
                "lobby; room:*; staff subscribe=role:staff publish=role:chief presence=role:chief read=role:chief; "
                        + "own:{user}:*; members subscribe=user")).addPackage(Bans.class.getPackage());
    }

    private static String token(String user, String... roles) {
        JWTClaimsSet claims = Tokens.claims(user, Duration.ofHours(1))
                .claim("realm_access", Map.of("roles", List.of(roles))).build();
        return Tokens.signed(claims, Wars.SECRET);
    }

    private Client connect(String user, String... roles) {
        Client client = Client.to(base).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + token(user, roles)).connect();
        client.next("welcome");
        return client;
    }

    private static void subscribe(Client client, String channel) {
        client.send("{\"type\":\"subscribe\",\"id\":1,\"channel\":\"" + channel + "\"}");
    }

    private static void assertForbidden(Client client, String what) {
        JsonObject error = client.send(what).next("error");
        assertThat(error.getString("code")).as(what).isEqualTo("forbidden");
        assertThat(error.getString("message")).doesNotContain("role").doesNotContain("chief");
    }

    @Test
    void roleOfTheToken_opensTheChannelToItsHoldersOnly() {
        try (Client ann = connect("ann", "staff"); Client bob = connect("bob", "other");
                Client cid = connect("cid", "chief")) {
            subscribe(ann, "staff");
            ann.next("subscribed");
            assertForbidden(bob, "{\"type\":\"subscribe\",\"channel\":\"staff\"}");
            assertForbidden(ann, "{\"type\":\"publish\",\"channel\":\"staff\",\"content\":1}");
            assertForbidden(ann, "{\"type\":\"presence\",\"channel\":\"staff\"}");
            assertForbidden(ann, "{\"type\":\"history\",\"channel\":\"staff\"}");
            cid.send("{\"type\":\"publish\",\"channel\":\"staff\",\"content\":\"hear\"}");
            assertThat(ann.next("message").getString("content")).isEqualTo("hear");
            assertThat(cid.send("{\"type\":\"presence\",\"channel\":\"staff\"}").next("presence").toString())
                    .contains("ann");
        }
    }

    @Test
    void channelOfAUser_isOpenToThatUserAlone() {
        try (Client ann = connect("ann"); Client bob = connect("bob");
                Client guest = Client.to(base, "?user=ann").dialect("carillon.v1.json").connect()) {
            subscribe(ann, "own:ann:notes");
            ann.next("subscribed");
            assertForbidden(bob, "{\"type\":\"subscribe\",\"channel\":\"own:ann:notes\"}");
            assertForbidden(guest, "{\"type\":\"subscribe\",\"channel\":\"own:ann:notes\"}");
            assertForbidden(guest, "{\"type\":\"subscribe\",\"channel\":\"members\"}");
        }
    }

    @Test
    void renewedTokenWithoutTheRole_endsTheSubscription_andAnotherMayNotBegin() {
        try (Client ann = connect("ann", "staff"); Client cid = connect("cid", "chief")) {
            subscribe(ann, "staff");
            ann.next("subscribed");
            subscribe(ann, "lobby");
            ann.next("subscribed");
            ann.send("{\"type\":\"auth\",\"token\":\"" + token("ann") + "\"}").next("auth_result");
            JsonObject unsubscribed = ann.next("unsubscribed");
            assertThat(unsubscribed.getString("channel")).isEqualTo("staff");
            assertThat(unsubscribed.getString("code")).isEqualTo("forbidden");
            cid.send("{\"type\":\"publish\",\"id\":9,\"channel\":\"staff\",\"content\":\"secret\"}").next("ack");
            assertForbidden(ann, "{\"type\":\"subscribe\",\"channel\":\"staff\"}");
            ann.send("{\"type\":\"publish\",\"channel\":\"lobby\",\"content\":\"still here\"}");
            assertThat(ann.next("message").getString("content")).isEqualTo("still here");
            ann.send("{\"type\":\"auth\",\"token\":\"" + token("ann", "staff") + "\"}").next("auth_result");
            subscribe(ann, "staff");
            ann.next("subscribed");
        }
    }

    @Test
    void undeclaredChannel_isRefused() {
        try (Client ann = connect("ann", "staff")) {
            subscribe(ann, "elsewhere");
            assertThat(ann.next("error").getString("code")).isEqualTo("no_such_channel");
        }
    }

    @Test
    void beanOfThePortal_changesItsMind_andTheSubscriptionEnds() throws Exception {
        try (Client eve = connect("eve"); Client bob = connect("bob")) {
            subscribe(eve, "room:1");
            eve.next("subscribed");
            subscribe(bob, "room:1");
            bob.next("subscribed");
            assertThat(Http.post(base, "ban?user=eve", "").statusCode()).isEqualTo(200);
            assertThat(eve.next("unsubscribed").getString("code")).isEqualTo("forbidden");
            assertForbidden(eve, "{\"type\":\"subscribe\",\"channel\":\"room:2\"}");
            bob.send("{\"type\":\"publish\",\"channel\":\"room:1\",\"content\":1}").next("message");
            assertThat(eve.untilPong()).isEmpty();
        }
    }

    @Test
    void beanOfThePortal_thatFails_meansNo() {
        try (Client riddle = connect("riddle")) {
            assertForbidden(riddle, "{\"type\":\"subscribe\",\"channel\":\"lobby\"}");
        }
    }
}
