package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.Wars;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** With logs in files, a server that is killed and started again goes on where it was: same epoch, nothing lost. */
class CrashIT {
    private static final int MESSAGES = Storm.LONG ? 10_000 : 1500;
    private static final int CRASHES = Storm.LONG ? 3 : 1;

    @Test
    void crash_whileNumbersArePublished_everyReaderGetsEachOneOnceInOrder() throws Exception {
        WebArchive war = Wars.forGuests(Map.of("carillon.store", "file", "carillon.channels",
                "lobby; storm:* publish=all presence=off history=20000 history.bytes=100000000"));
        SpareServer server = SpareServer.start(war);
        try (Storm storm = new Storm(server.url(), MESSAGES)) {
            storm.start();
            for (int i = 1; i <= CRASHES; i++) {
                storm.awaitPart((double) i / (CRASHES + 1));
                server.crash();
                server = SpareServer.startAgain(war);
            }
            storm.awaitPart(1);
            assertThat(storm.reconnections()).as("connections beyond the first ones").isGreaterThan(CRASHES);
        } finally {
            server.close();
        }
    }
}
