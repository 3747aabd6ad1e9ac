package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Portal;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.carillon.it.login.LoginFilter;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTP sessions of the WAR itself, whose sockets are used below the standard API on both servers. */
@ExtendWith(ArquillianExtension.class)
class LogoutWarIT {
    private static final String PUBLISH =
            "{\"type\":\"publish\",\"channel\":\"open:big\",\"content\":\"" + "x".repeat(60_000) + "\"}";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests().addPackage(LoginFilter.class.getPackage());
    }

    private Client connected(Portal portal, String dialect) {
        Client client = Client.to(base).dialect(dialect).header("Cookie", portal.cookie())
                .header("Authorization", "Bearer " + Tokens.of("ann")).connect();
        client.next("welcome");
        return client;
    }

    @Test
    void endOfTheHttpSession_endsItsSockets_alsoThoseThatAreWrittenTo() throws Exception {
        Portal ann = Portal.visit(base);
        Portal other = Portal.visit(base);
        try (Client one = connected(ann, "carillon.v1.json"); Client busy = connected(ann, "carillon.v1.jsonl");
                Client stays = connected(other, "carillon.v1.json")) {
            busy.send("{\"type\":\"subscribe\",\"channel\":\"open:big\"}").next("subscribed");
            for (int i = 0; i < 10; i++) {
                stays.send(PUBLISH);
            }
            ann.signOut();
            for (Client client : List.of(one, busy)) {
                assertThat(client.ended().code()).isEqualTo(1008);
                assertThat(client.ended().word()).isEqualTo("logout");
            }
            assertThat(stays.untilPong()).isEmpty();
        }
    }
}
