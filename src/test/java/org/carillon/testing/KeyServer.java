package org.carillon.testing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on loopback that lists keys, or answers whatever a test wants, and counts how often. */
public final class KeyServer implements AutoCloseable {
    private static final String PATH = "/keys";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger asked = new AtomicInteger();
    private final int port;
    private volatile HttpHandler answer = exchange -> send(exchange, 404, "");
    private HttpServer server;

    private KeyServer(int port) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        this.port = server.getAddress().getPort();
        serve();
    }

    /** Starts one that lists these keys. */
    public static KeyServer of(JWK... keys) throws IOException {
        return on(0, keys);
    }

    /** Starts one on a port. */
    public static KeyServer on(int port, JWK... keys) throws IOException {
        KeyServer server = new KeyServer(port);
        server.list(keys);
        return server;
    }

    private void serve() {
        server.setExecutor(threads);
        server.createContext(PATH, exchange -> {
            asked.incrementAndGet();
            answer.handle(exchange);
        });
        server.start();
    }

    /** Where its keys are. */
    public String url() {
        return url(port);
    }

    /** Where those of one on a port are. */
    public static String url(int port) {
        return "http://127.0.0.1:" + port + PATH;
    }

    /** Lists these keys from now on. */
    public void list(JWK... keys) {
        answer(200, text(keys));
    }

    /** The text of a set with these keys. */
    public static String text(JWK... keys) {
        return new JWKSet(Arrays.asList(keys)).toString(false);
    }

    /** Answers this from now on. */
    public void answer(int status, String body) {
        answer(exchange -> send(exchange, status, body));
    }

    /** Answers so from now on. */
    public void answer(HttpHandler way) {
        answer = way;
    }

    /** Sends an answer. */
    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** How often it was asked so far. */
    public int asked() {
        return asked.get();
    }

    /** Goes away: connections are refused. */
    public void stop() {
        server.stop(0);
    }

    /** Comes back where it was. */
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        serve();
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
