package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.inject.Inject;
import jakarta.json.Json;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.History;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.UserStatus;
import org.carillon.it.kit.Wars;
import org.carillon.it.portal.Journal;
import org.carillon.it.portal.Order;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Java API from inside the server, as a portal's own code calls it. */
@ExtendWith(ArquillianExtension.class)
class PortalBeanIT {
    @Inject
    private Carillon carillon;

    @Inject
    private Journal journal;

    @ArquillianResource
    private URL base;

    @Deployment
    static WebArchive war() {
        return Wars.portal().addAsLibraries(Wars.jarOf(Assertions.class));
    }

    /** Collects what a socket says; the kit's client is not in the server. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence message, boolean last) {
            messages.add(message.toString());
            socket.request(1);
            return null;
        }

        String next(String type) throws InterruptedException {
            String message = "";
            while (message != null && !message.startsWith("{\"type\":\"" + type + '"')) {
                message = messages.poll(20, TimeUnit.SECONDS);
            }
            return String.valueOf(message);
        }
    }

    private WebSocket connect(String user, Ear ear) throws InterruptedException {
        URI uri = URI.create("ws://127.0.0.1:" + base.getPort() + base.getPath() + "ws?user=" + user);
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, ear).join();
        ear.next("welcome");
        return socket;
    }

    @Test
    void publish_reachesAClient_andIsObserved() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = connect("eve", ear);
        Position first = carillon.publish("lobby", new Order("bell", 2, LocalDate.of(2030, 1, 31)));
        assertThat(ear.next("message")).contains("\"offset\":" + first.offset())
                .contains("\"item\":\"bell\"").contains("\"due\":\"2030-01-31\"");
        Position second = carillon.publish("lobby", Map.of("a", List.of(1, 2)));
        assertThat(second).isEqualTo(new Position(first.epoch(), first.offset() + 1));
        assertThat(ear.next("message")).contains("\"content\":{\"a\":[1,2]}");
        assertThat(journal.lines()).contains("published lobby {\"a\":[1,2]}");
        socket.abort();
    }

    @Test
    void contentOfEveryKind_travelsAsJson() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = connect("kim", ear);
        Map<Object, String> written = new LinkedHashMap<>();
        written.put("text \"q\" \u00fc", "\"text \\\"q\\\" \u00fc\"");
        written.put(12.5, "12.5");
        written.put(true, "true");
        written.put(Json.createObjectBuilder().add("n", 1).build(), "{\"n\":1}");
        written.put(new byte[] {1, 2, 3}, "\"AQID\"");
        written.put(Content.json("{\"exact\":1.10}"), "{\"exact\":1.10}");
        for (Map.Entry<Object, String> entry : written.entrySet()) {
            carillon.publish("lobby", entry.getKey());
            assertThat(ear.next("message")).contains("\"content\":" + entry.getValue());
        }
        socket.abort();
    }

    @Test
    void notifyUser_reachesTheUser_whoseStatusIsOnline() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = connect("lea", ear);
        UserStatus status = carillon.status("guest:lea");
        assertThat(status.online()).isTrue();
        assertThat(carillon.notifyUser("guest:lea", "psst")).isEqualTo(1);
        assertThat(ear.next("notification")).contains("\"content\":\"psst\"");
        assertThat(carillon.members("lobby")).anyMatch(member -> member.user().equals("guest:lea") && member.guest());
        assertThat(carillon.disconnect("guest:lea")).isEqualTo(1);
        socket.abort();
    }

    @Test
    void history_pagesBothWays_andRefusesWhatTheLogDoesNotHold() {
        Position first = carillon.publish("room:history", "a");
        carillon.publish("room:history", "b");
        Position last = carillon.publish("room:history", "c");
        History newest = carillon.history("room:history", 2);
        assertThat(contents(newest)).containsExactly("\"b\"", "\"c\"");
        assertThat(newest.more()).isTrue();
        assertThat(newest.position()).isEqualTo(last);
        assertThat(contents(carillon.historyBefore("room:history", last, 1))).containsExactly("\"b\"");
        History rest = carillon.historyAfter("room:history", first, 10);
        assertThat(contents(rest)).containsExactly("\"b\"", "\"c\"");
        assertThat(rest.more()).isFalse();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> carillon.historyAfter("room:history", new Position("other", 1), 10))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNRECOVERABLE));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> carillon.history("room:history", 0)).withMessageContaining("limit");
    }

    private static List<String> contents(History page) {
        return page.publications().stream().map(publication -> publication.content().json()).toList();
    }

    @Test
    void refusal_namesTheRemedy() {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> carillon.publish("elsewhere", 1))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_CHANNEL))
                .withMessageContaining("carillon.channels");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> carillon.notifyUser("guest:lea", "x".repeat(65_536)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }
}
