package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.carillon.it.kit.Flood;
import org.carillon.it.kit.Honest;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send without pause, and without limits: nobody waits for them whose socket the same thread reads. */
@ExtendWith(ArquillianExtension.class)
class HostileReadIT {
    private static final int HONEST = 12;
    private static final int ROUNDS = 5;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    @Test
    void socketsThatAlwaysHaveSomethingToRead_doNotKeepOthersWaiting() {
        // No answer is due, and no frame ends where the server's buffer does.
        String pong = "{\"type\":\"pong\",\"pad\":\"" + "x".repeat(77) + "\"}";
        byte[] pongs = Flood.frames(500, RawClient.TEXT, true, pong);
        List<Honest> others = IntStream.range(0, HONEST).mapToObj(i -> Honest.at(base, "honest" + i)).toList();
        List<Flood> floods = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
                client.next("\"welcome\"");
                floods.add(Flood.of(client, pongs));
            }
            for (int round = 0; round < ROUNDS; round++) {
                others.forEach(Honest::assertServed);
            }
            others.get(0).assertNewcomerServed(base);
            assertThat(floods).noneMatch(Flood::cut).allMatch(flood -> flood.written() > 1_000_000);
        } finally {
            floods.forEach(Flood::close);
            others.forEach(Honest::close);
        }
    }
}
