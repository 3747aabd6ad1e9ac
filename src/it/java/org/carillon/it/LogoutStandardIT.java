package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Portal;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of an HTTP session where sockets are the container's alone, which would close them without our reason. */
@ExtendWith(ArquillianExtension.class)
class LogoutStandardIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Portal.war(Map.of("carillon.transport", "standard"));
    }

    @Test
    void signOut_endsEachSocketWith1008() throws Exception {
        Portal ann = Portal.visit(base).signIn("ann");
        try (Client one = Client.to(base).header("Cookie", ann.cookie()).connect();
                Client two = Client.to(base).header("Cookie", ann.cookie()).connect()) {
            one.next("welcome");
            two.next("welcome");
            ann.signOut();
            for (Client client : List.of(one, two)) {
                assertThat(client.ended().code()).isEqualTo(1008);
            }
        }
    }
}
