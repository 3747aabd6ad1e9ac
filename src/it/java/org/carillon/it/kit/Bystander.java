package org.carillon.it.kit;

import java.net.URL;

/** A well-behaved client that sits in a channel while others misbehave. */
public final class Bystander implements AutoCloseable {
    /** The channel it sits in; nobody else may publish to it meanwhile. */
    public static final String CHANNEL = "room:bystander";

    private final URL base;
    private final Client client;

    private Bystander(URL base) {
        this.base = base;
        this.client = member("bystander");
    }

    /** One that is there from now on. */
    public static Bystander at(URL base) {
        return new Bystander(base);
    }

    private Client member(String name) {
        Client member = Client.to(base, "?user=" + name).dialect("carillon.v1.json").connect();
        member.send("{\"type\":\"subscribe\",\"channel\":\"" + CHANNEL + "\"}").next("subscribed");
        return member;
    }

    /** Fails unless a newcomer gets in and reaches this one, which has heard nothing else. */
    public void assertServed() {
        try (Client newcomer = member("newcomer")) {
            newcomer.send("{\"type\":\"publish\",\"channel\":\"" + CHANNEL + "\",\"content\":\"well?\"}");
            String heard = client.next();
            if (!heard.endsWith(",\"content\":\"well?\"}")) {
                throw new AssertionError("something else came: " + heard);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
