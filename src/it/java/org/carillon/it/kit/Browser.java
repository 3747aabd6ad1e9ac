package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Chromium without a window. Where none is installed its tests are skipped, but in continuous integration they
 * fail: there the script installs one.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String REMEDY = "no Chromium was found: install one (Debian: apt-get install chromium),"
            + " or name it by -Dcarillon.chromium=PATH";
    private static final double PATIENCE_MILLIS = 30_000;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Path executable) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(executable)
                .setChromiumSandbox(false).setArgs(List.of("--js-flags=--expose-gc")));
    }

    /** Starts one. */
    public static Browser start() {
        Optional<Path> executable = executable();
        if (System.getenv("CI") != null) {
            assertThat(executable).as(REMEDY).isPresent();
        }
        assumeTrue(executable.isPresent(), REMEDY);
        return new Browser(executable.orElseThrow());
    }

    private static Optional<Path> executable() {
        String given = System.getProperty("carillon.chromium", "");
        return Stream.concat(Stream.of(given).filter(path -> !path.isEmpty()).map(Path::of),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name))))
                .filter(Files::isExecutable).findFirst();
    }

    /** A person's browser: what it stores is shared by its pages and by nobody else. */
    public BrowserContext person() {
        return person(new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** The same with a screen, a colour scheme and so on. */
    public BrowserContext person(com.microsoft.playwright.Browser.NewContextOptions options) {
        BrowserContext context = chromium.newContext(options);
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    /** Closes the browsers of all persons so far. */
    public void forget() {
        List.copyOf(chromium.contexts()).forEach(BrowserContext::close);
    }

    /** A page of the deployment that does nothing but what a test tells it to. */
    static Page emptyPage(BrowserContext person, URL base) {
        Page page = person.newPage();
        String address = base + "portal-page";
        // Not one of Carillon's own, whose policies say which scripts a page may load.
        page.route(address, route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html")
                .setBody("<!doctype html><title>Portal</title>")));
        page.navigate(address);
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
