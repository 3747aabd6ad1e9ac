package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.time.Duration;

/** A well-behaved client beside hostile ones: what it publishes is acked, and comes back to it, without delay. */
public final class Honest implements AutoCloseable {
    private static final String CHANNEL = "room:honest";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Client client;
    private int count;

    private Honest(Client client) {
        this.client = client;
        client.next("welcome");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + CHANNEL + "\"}").next("subscribed");
    }

    /** One that has a session from now on, by a token. */
    public static Honest at(URL base) {
        return at(base, "honest");
    }

    /** The same, with a name of its own. */
    public static Honest at(URL base, String user) {
        return new Honest(Client.to(base).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + Tokens.of(user)).connect());
    }

    /** Fails unless it is served, and soon. */
    public void assertServed() {
        String id = "\"honest-" + ++count + '"';
        long start = System.nanoTime();
        client.send("{\"type\":\"publish\",\"id\":" + id + ",\"channel\":\"" + CHANNEL + "\",\"content\":" + id + '}');
        boolean acked = false;
        boolean heard = false;
        while (!acked || !heard) {
            String next = client.next();
            acked |= next.startsWith("{\"type\":\"ack\"") && next.contains("\"id\":" + id);
            heard |= next.startsWith("{\"type\":\"message\"") && next.endsWith(",\"content\":" + id + '}');
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("how long it took").isLessThan(SOON);
    }

    /** Fails unless a newcomer gets in and is served too. */
    public void assertNewcomerServed(URL base) {
        long start = System.nanoTime();
        try (Honest newcomer = at(base, "newcomer")) {
            newcomer.assertServed();
        }
        assertServed();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as("how long it took").isLessThan(SOON.multipliedBy(2));
    }

    @Override
    public void close() {
        client.close();
    }
}
