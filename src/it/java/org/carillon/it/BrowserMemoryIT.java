package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Browser;
import org.carillon.it.kit.ClientPage;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the client keeps in a browser, which may be open for weeks: not more after many messages and returns. */
@ExtendWith(ArquillianExtension.class)
class BrowserMemoryIT {
    private static final int MESSAGES = Storm.LONG ? 100_000 : 10_000;
    private static final int RETURNS = Storm.LONG ? 1000 : 100;
    private static final int ROUNDS = 10;
    /** Compiled code and the like; one kept message each would be a hundred times that in the long form. */
    private static final double GROWTH_BYTES = 300_000;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.channels", "lobby; room:* history=1000"));
    }

    /** Publishes, waits for the acks and for the messages, and returns again and again; keeps nothing itself. */
    private static final String ROUND = """
            async ([messages, returns]) => {
              const room = it.connection.channel('room:memory');
              let came = 0;
              const count = () => came++;
              room.addEventListener('message', count);
              for (let sent = 0; sent < messages; sent += 100) {
                await Promise.all(Array.from({ length: 100 }, (_, i) => room.publish({ number: sent + i, text: 'x' })));
              }
              for (let i = 0; i < returns; i++) {
                const recovered = new Promise((resolve) =>
                  room.addEventListener('recovered', resolve, { once: true }));
                it.connection.reconnect();
                await recovered;
              }
              room.removeEventListener('message', count);
              it.states.length = 0;
              return came;
            }""";

    @Test
    void manyMessagesAndReturns_heapStaysFlat() {
        try (Browser browser = Browser.start(); BrowserContext person = browser.person()) {
            ClientPage page = ClientPage.open(person, base, Map.of("user", "lasting")).awaitState("online");
            page.ask("it.connection.channel('room:memory').subscribe()");
            CDPSession tools = person.newCDPSession(page.page());
            double settled = 0;
            for (int round = 0; round <= ROUNDS; round++) {
                Object came = page.page().evaluate(ROUND, List.of(MESSAGES / ROUNDS, RETURNS / ROUNDS));
                assertThat(came).isEqualTo(MESSAGES / ROUNDS);
                settled = round == 0 ? heap(tools) : settled;
            }
            assertThat(heap(tools) - settled).as("growth of the heap in bytes").isLessThan(GROWTH_BYTES);
        }
    }

    private static double heap(CDPSession tools) {
        tools.send("HeapProfiler.collectGarbage");
        JsonObject usage = tools.send("Runtime.getHeapUsage");
        return usage.get("usedSize").getAsDouble();
    }
}
