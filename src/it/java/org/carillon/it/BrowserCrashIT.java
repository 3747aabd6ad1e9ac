package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.carillon.it.kit.Browser;
import org.carillon.it.kit.ClientPage;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.Wars;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Two people in real browsers while their server is killed and started again: nothing is lost, nothing comes twice. */
class BrowserCrashIT {
    private static final int MESSAGES = 300;
    private static final String ROOM = "room:crash";

    @Test
    void serverKilledInTheMiddle_bothPagesReturnByThemselves_andHaveEachMessageOnce() throws Exception {
        WebArchive war = Wars.forGuests(Map.of("carillon.store", "file",
                "carillon.channels", "lobby; room:* history=1000"));
        SpareServer server = SpareServer.start(war);
        try (Browser browser = Browser.start()) {
            Map<String, Object> options = Map.of("queue", MESSAGES);
            ClientPage reader = ClientPage.open(browser.person(), server.url(), options).subscribe(ROOM);
            ClientPage writer = ClientPage.open(browser.person(), server.url(), options).subscribe(ROOM);
            writer.publish(ROOM, 1, MESSAGES / 3);
            reader.awaitMessages(ROOM, 1);
            server.crash();
            writer.publish(ROOM, MESSAGES / 3 + 1, MESSAGES * 2 / 3);
            writer.awaitState("waiting");
            server = SpareServer.startAgain(war);
            writer.awaitState("online").publish(ROOM, MESSAGES * 2 / 3 + 1, MESSAGES);
            writer.awaitAcks(MESSAGES);
            List<Integer> all = IntStream.rangeClosed(1, MESSAGES).boxed().toList();
            assertThat(reader.awaitMessages(ROOM, MESSAGES)).isEqualTo(all);
            assertThat(writer.awaitMessages(ROOM, MESSAGES)).isEqualTo(all);
            assertThat(reader.ask("it.events")).isEqualTo(List.of(ROOM + " recovered true"));
            assertThat(writer.ask("it.refusals")).isEqualTo(List.of());
        } finally {
            server.close();
        }
    }
}
