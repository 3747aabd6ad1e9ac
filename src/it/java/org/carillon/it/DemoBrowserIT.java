package org.carillon.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Browser;
import org.carillon.it.kit.DemoPage;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo portal in a real browser, as two people use it: one at a desk, one with a phone. */
@ExtendWith(ArquillianExtension.class)
class DemoBrowserIT {
    private static final NewContextOptions DESK = new NewContextOptions().setViewportSize(1280, 800);
    private static final NewContextOptions PHONE = new NewContextOptions().setViewportSize(390, 844).setHasTouch(true)
            .setColorScheme(ColorScheme.DARK).setReducedMotion(ReducedMotion.REDUCE);
    private static final List<String> VIEWS = List.of("chat", "board", "ticker", "notices");

    private static Browser browser;

    @ArquillianResource
    private URL base;

    private BrowserContext desk;
    private BrowserContext phone;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.with(Map.of("carillon.demo", "true", "carillon.presence.grace", "500ms"));
    }

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void people() {
        desk = browser.person(DESK);
        phone = browser.person(PHONE);
    }

    @AfterEach
    void theyLeave() {
        desk.close();
        phone.close();
    }

    @Test
    void twoPeople_seeEachOther_andWhatEachSays() {
        DemoPage anna = DemoPage.join(desk, base, "Anna");
        DemoPage ben = DemoPage.join(phone, base, "Ben");
        assertThat(anna.page().locator("#member-list")).containsText("Ben");
        ben.page().locator("#text").pressSequentially("Good");
        assertThat(anna.page().locator("#typing")).containsText("Ben");
        ben.say("Good morning");
        anna.awaitSaid("Good morning").say("And to you");
        ben.awaitSaid("And to you");
        assertThat(anna.said("Good morning")).hasCount(1);
        assertThat(ben.said("Good morning")).hasCount(1);
        phone.close();
        assertThat(anna.page().locator("#member-list")).not().containsText("Ben");
    }

    @Test
    void whatIsSaidWhileOffline_isSentOnReturn_andTheRestComes_onceAndInOrder() {
        DemoPage anna = DemoPage.join(desk, base, "Anna");
        DemoPage ben = DemoPage.join(phone, base, "Ben");
        ben.say("before").awaitSaid("before");
        ben.connection("offline").awaitState("paused");
        ben.page().click("#panel-close");
        anna.say("while you were away 1").say("while you were away 2").awaitSaid("while you were away 2");
        ben.say("written offline 1").say("written offline 2");
        assertThat(ben.page().locator(".log:not([hidden]) .unconfirmed")).hasCount(2);
        ben.connection("offline").awaitState("online");
        ben.page().click("#panel-close");
        anna.awaitSaid("written offline 2");
        ben.awaitSaid("written offline 2").awaitSaid("while you were away 2");
        assertThat(ben.page().locator(".log:not([hidden]) .unconfirmed")).hasCount(0);
        List<String> said = anna.lines();
        assertThat(said.subList(said.indexOf("before"), said.size())).containsExactly("before",
                "while you were away 1", "while you were away 2", "written offline 1", "written offline 2");
        assertThat(ben.lines()).isEqualTo(said);
    }

    @Test
    void sessionEndedByThePortal_staysAway_untilOneSignsInAgain() {
        DemoPage anna = DemoPage.join(desk, base, "Anna").connection("kill").awaitState("closed");
        assertThat(anna.page().locator("#closed")).isVisible();
        anna.page().click("#sign-in-again");
        anna.awaitState("online").view("chat").say("back again").awaitSaid("back again");
    }

    @Test
    void noteOnTheBoard_isSeenByTheOther_andMovesByKeyboard() {
        DemoPage anna = DemoPage.join(desk, base, "Anna").view("board");
        DemoPage ben = DemoPage.join(phone, base, "Ben").view("board");
        anna.page().click("#add-note");
        anna.page().keyboard().type("Buy bells");
        anna.page().click("#board-title");
        assertThat(ben.page().locator("#surface")).containsText("Buy bells");
    }

    @Test
    void ticker_showsPricesThatMove() {
        DemoPage anna = DemoPage.join(desk, base, "Anna").view("ticker");
        anna.page().waitForSelector("#quotes button");
        String before = anna.page().textContent("#quotes");
        anna.page().waitForFunction("before => document.querySelector('#quotes').textContent !== before", before);
        anna.page().waitForSelector("#chart path");
    }

    @Test
    void otherWays_carryTheSamePortal() {
        DemoPage anna = DemoPage.join(desk, base, "Anna").panel();
        for (String way : List.of("sse", "poll", "websocket")) {
            anna.page().selectOption("#transport", way);
            anna.page().waitForFunction("""
                    way => document.querySelector('#transport').value === way
                      && document.querySelector('#state').dataset.state === 'online'""", way);
            anna.say("by " + way).awaitSaid("by " + way);
            assertThat(anna.said("by " + way)).hasCount(1);
        }
    }

    @Test
    void allViews_lightAndDark_haveNoSeriousFaultOfAccessibility_andBreakNoPolicy() {
        DemoPage anna = DemoPage.open(desk, base);
        assertThat(anna.faults()).isEmpty();
        DemoPage ben = DemoPage.join(phone, base, "Ben");
        anna = DemoPage.join(desk, base, "Anna").say("Good morning").awaitSaid("Good morning");
        for (DemoPage person : List.of(anna, ben)) {
            for (String view : VIEWS) {
                person.view(view);
                person.picture(System.getProperty("carillon.server") + "-" + view + (person == ben ? "-phone" : ""));
                assertThat(person.faults()).as(view).isEmpty();
            }
            person.panel().picture(System.getProperty("carillon.server") + "-panel" + (person == ben ? "-phone" : ""));
            assertThat(person.faults()).as("the panel").isEmpty();
            assertThat(person.complaints()).isEmpty();
        }
    }
}
