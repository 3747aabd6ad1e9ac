package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.carillon.it.kit.Browser;
import org.carillon.it.kit.ClientPage;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.Storm;
import org.carillon.it.kit.TcpProxy;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client in a real browser: bad networks, tabs, and networks without WebSocket. */
@ExtendWith(ArquillianExtension.class)
class BrowserIT {
    private static final String WEB_SOCKET = "Upgrade: websocket";
    private static final String SSE = "POST /carillon/sse";
    private static final int MESSAGES = 50;
    private static final long OFFLINE_MILLIS = Storm.LONG ? 60_000 : 5000;

    private static Browser browser;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.channels", "lobby; room:* history=1000; open:* publish=all",
                "carillon.heartbeat.interval", "2s", "carillon.heartbeat.timeout", "1s"));
    }

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void everybodyLeaves() {
        browser.forget();
    }

    private static List<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    private ClientPage reader(String room) {
        return ClientPage.open(browser.person(), base, Map.of("user", "reader")).subscribe(room);
    }

    @Test
    void writtenWhileOffline_isSentInOrderOnReturn_onceEach() throws Exception {
        ClientPage reader = reader("room:offline");
        try (TcpProxy network = new TcpProxy(base.getPort())) {
            ClientPage writer = ClientPage.open(browser.person(), network.url(base),
                    Map.of("user", "writer", "connectTimeout", 1000)).subscribe("room:offline");
            network.cut();
            long back = System.nanoTime() + OFFLINE_MILLIS * 1_000_000;
            writer.publish("room:offline", 1, MESSAGES);
            writer.awaitState("waiting");
            await().atMost(Duration.ofMinutes(2)).until(() -> System.nanoTime() - back > 0);
            network.mend();
            writer.awaitAcks(MESSAGES);
            assertThat(writer.awaitMessages("room:offline", MESSAGES)).isEqualTo(numbers(MESSAGES));
            assertThat(writer.ask("it.events")).isEqualTo(List.of("room:offline recovered true"));
        }
        assertThat(reader.awaitMessages("room:offline", MESSAGES)).isEqualTo(numbers(MESSAGES));
    }

    @Test
    void writtenBeforeReload_isSentByThePageThatComesAfter() throws Exception {
        ClientPage reader = reader("room:reload");
        Map<String, Object> options = Map.of("user", "writer", "store", "indexeddb", "connectTimeout", 1000);
        try (TcpProxy network = new TcpProxy(base.getPort())) {
            ClientPage writer = ClientPage.open(browser.person(), network.url(base), options).subscribe("room:reload");
            writer.ask("it.connection.pause()");
            writer.publish("room:reload", 1, MESSAGES);
            writer.page().waitForFunction("async count => await new Promise((resolve, reject) => {"
                    + " const open = indexedDB.open('carillon'); open.onerror = reject;"
                    + " open.onsuccess = () => { const all = open.result.transaction('outbox').objectStore('outbox')"
                    + ".count(); all.onsuccess = () => { open.result.close(); resolve(all.result >= count); }; }; })",
                    MESSAGES);
            writer.reload();
            writer.connect(options).subscribe("room:reload");
            writer.page().waitForFunction("count => it.settled.length >= count", MESSAGES);
            assertThat(writer.ask("it.settled.every(({ ack }) => ack)")).isEqualTo(true);
        }
        assertThat(reader.awaitMessages("room:reload", MESSAGES)).isEqualTo(numbers(MESSAGES));
    }

    @Test
    void tenTabs_haveOneSocket_eachItsOwnSubscriptions() throws Exception {
        await().until(() -> Meters.open(base) == 0);
        BrowserContext person = browser.person();
        List<ClientPage> tabs = IntStream.range(0, 10).mapToObj(i -> ClientPage
                .open(person, base, Map.of("user", "tabs", "shared", true)).subscribe("lobby").subscribe("room:" + i))
                .toList();
        assertThat(Meters.open(base)).isEqualTo(1);
        publish("lobby", "\"all\"");
        publish("room:3", "\"one\"");
        for (int i = 0; i < tabs.size(); i++) {
            assertThat(tabs.get(i).awaitMessages("lobby", 1)).isEqualTo(List.of("all"));
            assertThat(tabs.get(i).awaitMessages("room:" + i, i == 3 ? 1 : 0)).hasSize(i == 3 ? 1 : 0);
        }
        tabs.stream().skip(1).forEach(tab -> tab.page().close());
        publish("lobby", "\"the last\"");
        assertThat(tabs.get(0).awaitMessages("lobby", 2)).isEqualTo(List.of("all", "the last"));
        assertThat(Meters.open(base)).isEqualTo(1);
        tabs.get(0).page().close();
        await().until(() -> Meters.open(base) == 0);
    }

    @Test
    void networkWithoutWebSocket_getsEverythingBySse() throws Exception {
        chat("sse", WEB_SOCKET);
    }

    @Test
    void networkWithoutWebSocketAndSse_getsEverythingByLongPolling() throws Exception {
        chat("poll", WEB_SOCKET, SSE);
    }

    @Test
    void proxyThatHoldsAnswersBack_isNoticed_everythingComesByLongPolling() throws Exception {
        ClientPage other = reader("room:held");
        try (TcpProxy network = new TcpProxy(base.getPort())) {
            network.refuse(WEB_SOCKET);
            network.hold(SSE);
            ClientPage page = ClientPage.open(browser.person(), network.url(base),
                    Map.of("user", "behind", "connectTimeout", 1500)).subscribe("room:held");
            assertThat(page.ask("it.connection.state.transport")).isEqualTo("poll");
            other.publish("room:held", 1, MESSAGES);
            assertThat(page.awaitMessages("room:held", MESSAGES)).isEqualTo(numbers(MESSAGES));
        }
    }

    /** Two people write to each other, one of whose network refuses some requests, and is cut in between. */
    private void chat(String transport, String... refused) throws Exception {
        String room = "room:" + transport;
        ClientPage other = reader(room);
        try (TcpProxy network = new TcpProxy(base.getPort())) {
            network.refuse(refused);
            ClientPage page = ClientPage.open(browser.person(), network.url(base),
                    Map.of("user", "behind", "connectTimeout", 3000)).subscribe(room);
            assertThat(page.ask("it.connection.state.transport")).isEqualTo(transport);
            page.publish(room, 1, MESSAGES);
            page.awaitAcks(MESSAGES);
            page.ask("it.connection.reconnect()");
            page.publish(room, MESSAGES + 1, 2 * MESSAGES);
            page.awaitAcks(2 * MESSAGES);
            other.publish(room, 2 * MESSAGES + 1, 3 * MESSAGES);
            assertThat(page.awaitMessages(room, 3 * MESSAGES)).isEqualTo(numbers(3 * MESSAGES));
            assertThat(other.awaitMessages(room, 3 * MESSAGES)).isEqualTo(numbers(3 * MESSAGES));
            assertThat(page.ask("it.connection.state.transport")).isEqualTo(transport);
        }
    }

    private void publish(String channel, String content) throws Exception {
        String body = "{\"channel\":\"" + channel + "\",\"content\":" + content + "}";
        assertThat(Http.post(base, "api/publish", body, "X-Api-Key", Wars.API_KEY).statusCode()).isEqualTo(200);
    }
}
