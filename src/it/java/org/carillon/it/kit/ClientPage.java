package org.carillon.it.kit;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A page in a browser that uses the client {@code carillon.js} as any page does; what it got is read by the tests. */
public final class ClientPage {
    private static final Path SCRIPT = Path.of("src/it/js/browser-page.js");

    private final Page page;

    private ClientPage(Page page) {
        this.page = page;
    }

    /** A page that has connected with these options, but may not be online yet. */
    public static ClientPage open(BrowserContext person, URL base, Map<String, Object> options) {
        return new ClientPage(Browser.emptyPage(person, base)).connect(options);
    }

    /** Loads the client and connects; after {@link #reload} once more. */
    public ClientPage connect(Map<String, Object> options) {
        try {
            page.evaluate(Files.readString(SCRIPT), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The browser's page. */
    public Page page() {
        return page;
    }

    /** Subscribes to a channel and waits for the answer. */
    public ClientPage subscribe(String channel) {
        page.evaluate("channel => it.subscribe(channel)", channel);
        return this;
    }

    /** Publishes these numbers, one after the other, without waiting for anything. */
    public void publish(String channel, int first, int last) {
        page.evaluate("([channel, first, last]) => it.publish(channel, first, last)", List.of(channel, first, last));
    }

    /** Waits until so many publications have been acknowledged. */
    public void awaitAcks(int count) {
        page.waitForFunction("count => it.acks >= count", count);
    }

    /** Waits until it has so many messages of a channel, and says what these are. */
    public List<?> awaitMessages(String channel, int count) {
        page.waitForFunction("([channel, count]) => it.got(channel).length >= count", List.of(channel, count));
        return messages(channel);
    }

    /** What it has of a channel. */
    public List<?> messages(String channel) {
        return (List<?>) page.evaluate("channel => it.got(channel)", channel);
    }

    /** Waits for the connection to be {@code online}, {@code waiting}, … */
    public ClientPage awaitState(String name) {
        page.waitForFunction("name => it.connection.state.name === name", name);
        return this;
    }

    /** What an expression says, where {@code it} has the connection and what came by it. */
    public Object ask(String expression) {
        return page.evaluate(expression);
    }

    /** Loads the page anew, without connecting. */
    public void reload() {
        page.reload();
    }
}
