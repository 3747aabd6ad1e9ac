package org.carillon.it.kit;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The demo portal as a person uses it. */
public final class DemoPage {
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private DemoPage(Page page) {
        this.page = page;
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /** Opens the page and joins as a guest of this name. */
    public static DemoPage join(BrowserContext person, URL base, String name) {
        DemoPage demo = open(person, base);
        demo.page.fill("#name", name);
        demo.page.click("#guest-form button");
        demo.page.waitForSelector("#state[data-state=online]");
        return demo;
    }

    /** Opens the page, on which nobody has signed in. */
    public static DemoPage open(BrowserContext person, URL base) {
        DemoPage demo = new DemoPage(person.newPage());
        demo.page.navigate(base.toString());
        return demo;
    }

    /** The browser's page. */
    public Page page() {
        return page;
    }

    /** Goes to a view: {@code chat}, {@code board}, {@code ticker} or {@code notices}. */
    public DemoPage view(String name) {
        page.click("#go-" + name);
        page.waitForSelector("#view-" + name);
        return this;
    }

    /** Says something in the room in view. */
    public DemoPage say(String text) {
        page.fill("#text", text);
        page.press("#text", "Enter");
        return this;
    }

    /** Waits until this was said in the room in view, and confirmed by the server. */
    public DemoPage awaitSaid(String text) {
        said(text).first().waitFor();
        return this;
    }

    /** The lines that say this in the room in view. */
    public Locator said(String text) {
        return page.locator(".log:not([hidden]) .lines .message .text").filter(
                new Locator.FilterOptions().setHasText(text));
    }

    /** What the room in view says, the earliest first. */
    public List<String> lines() {
        return page.locator(".log:not([hidden]) .lines .message .text").allTextContents();
    }

    /** Presses a button of the connection's panel, which opens for it. */
    public DemoPage connection(String button) {
        panel();
        page.click("#" + button);
        return this;
    }

    /** Opens the panel of the connection. */
    public DemoPage panel() {
        if (!page.isVisible("#panel")) {
            page.click("#state");
        }
        page.waitForSelector("#panel");
        return this;
    }

    /** Waits for the connection to be {@code online}, {@code waiting}, {@code closed}, … */
    public DemoPage awaitState(String state) {
        page.waitForSelector("#state[data-state=" + state + "]");
        return this;
    }

    /** The serious faults of accessibility in what is in view, by the rules of axe. */
    public List<String> faults() {
        return new AxeBuilder(page).analyze().getViolations().stream().filter(rule -> GRAVE.contains(rule.getImpact()))
                .map(DemoPage::words).toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    /** What the browser has complained of: failed requests, forbidden by the page's policy, exceptions. */
    public List<String> complaints() {
        return complaints;
    }

    /** A picture of what is in view, for people to look at. */
    public void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "it", "pictures", name + ".png")));
    }
}
