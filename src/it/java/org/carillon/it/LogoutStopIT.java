package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Portal;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Streamer;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A portal that stops ends its HTTP sessions too, but its users have not signed out: their clients come back. */
@ExtendWith(ArquillianExtension.class)
class LogoutStopIT {
    private static final String NAME = "portal";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive war() {
        return Portal.war(Map.of());
    }

    @Test
    void undeploy_tellsSessionsOfAnHttpSessionToComeBack() throws Exception {
        deployer.deploy(NAME);
        URL base = ServerProcess.url(NAME);
        Portal ann = Portal.visit(base).signIn("ann");
        try (Client socket = Client.to(base).header("Cookie", ann.cookie()).connect();
                Streamer stream = Streamer.open(base, "", "Cookie", ann.cookie())) {
            socket.next("welcome");
            stream.next("welcome");
            deployer.undeploy(NAME);
            assertThat(socket.ended().word()).isEqualTo("shutdown");
            assertThat(stream.ended().word()).isEqualTo("shutdown");
        }
    }
}
