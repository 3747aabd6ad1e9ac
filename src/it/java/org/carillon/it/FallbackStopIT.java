package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Fallback;
import org.carillon.it.kit.Poller;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Streamer;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions without WebSocket at the end of a deployment, and where there are none. */
@ExtendWith(ArquillianExtension.class)
class FallbackStopIT {
    private static final String NAME = "carillon";
    private static final String PORTAL = "portal";
    private static final String OFF = "off";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    @Deployment(name = PORTAL, managed = false, testable = false)
    static WebArchive portal() {
        return Wars.portal();
    }

    @Deployment(name = OFF, managed = false, testable = false)
    static WebArchive off() {
        return ShrinkWrap.create(WebArchive.class, OFF + ".war").merge(
                Wars.forGuests(Map.of("carillon.fallback", "false")));
    }

    @Test
    void undeploy_tellsStreamsAndPolls() throws Exception {
        deployer.deploy(NAME);
        toldOfTheStopOf(NAME);
    }

    @Test
    void portalWithTheJar_hasThesePathsToo() throws Exception {
        deployer.deploy(PORTAL);
        toldOfTheStopOf(PORTAL);
    }

    private void toldOfTheStopOf(String name) throws Exception {
        URL base = ServerProcess.url(name);
        try (Streamer streamer = Streamer.open(base, "?user=s")) {
            Poller poller = Poller.open(base, "?user=p");
            CompletableFuture<HttpResponse<String>> waiting = poller.askAsync(poller.received());
            poller.send("{\"type\":\"pong\"}");
            streamer.next("welcome");
            deployer.undeploy(name);
            assertThat(streamer.ended().code()).isEqualTo(1001);
            assertThat(streamer.ended().word()).isEqualTo("shutdown");
            poller.take(waiting.get(20, TimeUnit.SECONDS));
            assertThat(poller.ended().word()).isEqualTo("shutdown");
            assertThat(poller.ask(poller.received()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void withoutFallback_thePathsAre404_andTheSocketIsThere() throws Exception {
        deployer.deploy(OFF);
        URL base = ServerProcess.url(OFF);
        for (String path : new String[] {"sse", "poll", "send"}) {
            assertThat(Fallback.post(base, path, Fallback.SESSION, "new").statusCode()).isEqualTo(404);
        }
        try (Client client = Client.to(base).connect()) {
            client.next("welcome");
        }
        deployer.undeploy(OFF);
    }
}
