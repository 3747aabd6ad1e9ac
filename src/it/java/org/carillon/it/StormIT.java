package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.Map;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a network that cuts connections all the time, everybody gets every message once, in order. */
@ExtendWith(ArquillianExtension.class)
class StormIT {
    private static final int MESSAGES = Storm.LONG ? 10_000 : 1500;
    private static final int CUTS = Storm.LONG ? 200 : 30;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.channels",
                "lobby; storm:* publish=all presence=off history=20000 history.bytes=100000000"));
    }

    @Test
    void storm_connectionsCutAtRandomMoments_everyReaderGetsEachNumberOnceInOrder() throws Exception {
        try (Storm storm = new Storm(base, MESSAGES)) {
            storm.start();
            storm.awaitPart(1);
            assertThat(storm.cuts()).as("connections that were cut").isGreaterThanOrEqualTo(CUTS);
        }
    }
}
