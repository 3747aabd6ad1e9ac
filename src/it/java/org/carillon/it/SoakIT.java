package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.carillon.it.kit.Churn;
import org.carillon.it.kit.Meters;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However many sessions come and go, nothing of them stays in the server: no memory, no thread, no file. */
@ExtendWith(ArquillianExtension.class)
class SoakIT {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("carillon.soak.seconds", 60));
    /** In which threads, buffers, logs and names come that stay. */
    private static final Duration WARM = Duration.ofSeconds(15);
    /** Payara keeps each connection that was closed until it would have been idle for too long, which is a minute. */
    private static final Duration FORGETTING = Duration.ofSeconds(100);
    /** Some hundred bytes for each session of the short form, and some for each of the long one. */
    private static final long FLAT_KILOBYTES = 6 * 1024;
    private static final long FLAT_COUNT = 10;

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests(Map.of("carillon.heartbeat.interval", "2s", "carillon.heartbeat.timeout", "2s"));
    }

    @Test
    void sessionsThatComeAndGo_leaveNothingBehind() throws Exception {
        ServerProcess server = ServerProcess.find();
        Churn churn = new Churn(base);
        churn.go(WARM);
        Held before = Held.by(server);
        int warm = churn.sessions();
        churn.go(TIME);
        int sessions = churn.sessions() - warm;
        assertThat(sessions).as("sessions that came and went").isGreaterThan(1000);
        await().atMost(FORGETTING).pollInterval(Duration.ofSeconds(3)).untilAsserted(() -> {
            assertThat(Meters.open(base)).as("open sessions").isZero();
            assertThat(Meters.value(base, "carillon_channels")).as("channels with subscribers").isZero();
            Held now = Held.by(server);
            assertThat(now.kilobytes - before.kilobytes).as("growth of the heap in KiB by %d sessions", sessions)
                    .isLessThan(FLAT_KILOBYTES);
            assertThat(now.threads - before.threads).as("more threads").isLessThan(FLAT_COUNT);
            assertThat(now.files - before.files).as("more open files and sockets").isLessThan(FLAT_COUNT);
        });
    }

    /** What the server holds at a moment. */
    private record Held(long kilobytes, long threads, long files) {
        static Held by(ServerProcess server) throws Exception {
            return new Held(server.liveKilobytes(), server.threads(), server.files());
        }
    }
}
