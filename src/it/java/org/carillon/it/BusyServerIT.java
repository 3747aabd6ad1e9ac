package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests of the portal that take all of the server's threads keep no channel, however large. */
@ExtendWith(ArquillianExtension.class)
class BusyServerIT {
    /** As many as server-config lets the server have. */
    private static final int THREADS = 64;
    /** More than all event loops serve before they do other work. */
    private static final int SUBSCRIBERS = 1200;
    private static final int BUSY_SECONDS = 8;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.portal();
    }

    private RawClient subscriber() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", "carillon.v1.json");
        client.text("{\"type\":\"subscribe\",\"channel\":\"quiet:crowd\"}").next("\"subscribed\"");
        return client;
    }

    private RawClient request(String what) {
        String head = "POST " + base.getPath() + "busy/" + what + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                + "\r\nContent-Length: 0\r\n\r\n";
        return RawClient.to(base).write(head.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void publish_allThreadsOfTheServerBusy_reachesEverybodyMeanwhile() {
        List<RawClient> crowd = Stream.generate(this::subscriber).limit(SUBSCRIBERS).toList();
        List<RawClient> busy = Stream.generate(() -> request("wait")).limit(THREADS - 1).toList();
        RawClient last = request("publish?channel=quiet:crowd&others=" + busy.size() + "&seconds=" + BUSY_SECONDS);
        crowd.get(0).next("\"message\"");
        Instant first = Instant.now();
        crowd.subList(1, SUBSCRIBERS).forEach(client -> client.next("\"message\""));

        assertThat(Duration.between(first, Instant.now())).isLessThan(Duration.ofSeconds(BUSY_SECONDS / 2));
        assertThat(last.response().status()).isEqualTo(204);
        assertThat(busy).allSatisfy(client -> assertThat(client.response().status()).isEqualTo(204));
        Stream.of(crowd, busy, List.of(last)).flatMap(List::stream).forEach(RawClient::close);
    }
}
