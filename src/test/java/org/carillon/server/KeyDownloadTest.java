package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.carillon.testing.KeyServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class KeyDownloadTest {
    private final KeyDownload download = new KeyDownload(Duration.ofMillis(500), Duration.ofSeconds(1));
    private KeyServer server;

    @BeforeEach
    void begin() throws IOException {
        server = KeyServer.of();
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void retrieve_answer_isItsText() throws Exception {
        server.answer(200, "{\"keys\":[]}\u00e4");

        assertThat(download.retrieveResource(URI.create(server.url()).toURL()).getContent())
                .isEqualTo("{\"keys\":[]}\u00e4");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304, 400, 401, 404, 500, 503})
    void retrieve_otherStatus_failsWithIt(int status) {
        server.answer(status, "");

        assertFails("" + status);
    }

    @Test
    void retrieve_redirect_isNotFollowed() throws Exception {
        try (KeyServer other = KeyServer.of()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server.answer(exchange -> {
                    exchange.getResponseHeaders().add("Location", other.url());
                    KeyServer.send(exchange, status, "");
                });
                assertFails("redirects are not followed");
            }
            assertThat(other.asked()).isZero();
        }
    }

    @Test
    void retrieve_tooLarge_failsBeforeItsEnd() {
        server.answer(200, " ".repeat(100 * 1024));
        assertThat(retrieved()).hasSize(100 * 1024);
        server.answer(200, " ".repeat(100 * 1024 + 1));
        assertFails("more than 102400 bytes");
        server.answer(exchange -> endless(exchange, 8192, Duration.ZERO));

        assertFails("more than 102400 bytes");
    }

    @Test
    void retrieve_byteNowAndThen_failsAfterItsTime() {
        server.answer(exchange -> endless(exchange, 1, Duration.ofMillis(100)));
        long began = System.nanoTime();

        assertFails("longer than 1000 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void retrieve_noAnswer_failsAfterTheSilence() {
        server.answer(exchange -> { });

        assertFails("");
    }

    /** Sends pieces until nobody takes them. */
    private static void endless(HttpExchange exchange, int size, Duration pause) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
            exchange.getResponseBody().write(" ".repeat(size).getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
            if (!pause.isZero()) {
                await().pollDelay(pause).until(() -> true);
            }
        }
    }

    private String retrieved() {
        try {
            return download.retrieveResource(URI.create(server.url()).toURL()).getContent();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertFails(String why) {
        assertThatThrownBy(() -> download.retrieveResource(URI.create(server.url()).toURL()))
                .isInstanceOf(IOException.class).hasMessageContaining(why);
    }
}
