package org.carillon.it.kit;

import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.carillon.it.portal.Journal;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR as it is delivered, with the settings of a test in the place where MicroProfile Config finds them. */
public final class Wars {
    /** The HS256 secret of tests that take tokens. */
    public static final String SECRET = "a secret of the integration tests, 32 bytes or more";
    /** The API key of tests that use the REST API. */
    public static final String API_KEY = "key-of-the-integration-tests";

    private static final Map<String, String> GUESTS = Map.of(
            "carillon.auth.anonymous", "true",
            "carillon.auth.jwt.secret", SECRET,
            "carillon.api.key", API_KEY,
            "carillon.channels", "lobby; room:*; open:* publish=all; quiet:* presence=off; portal:* publish=portal; "
                    + "small:* message=100; metric:* queue=latest publish=all presence=off",
            "carillon.limits.commands", "0",
            "carillon.limits.bytes", "0",
            "carillon.presence.grace", "1s",
            "carillon.drain.window", "500ms");

    private Wars() {}

    /** Carillon that admits guests, takes tokens of {@link #SECRET}, and has a channel of each policy. */
    public static WebArchive forGuests() {
        return forGuests(Map.of());
    }

    /** The same with some settings of its own. */
    public static WebArchive forGuests(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(GUESTS);
        all.putAll(settings);
        return with(all);
    }

    /** The same, where nobody gets in without a token. */
    public static WebArchive forUsers(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(GUESTS);
        all.put("carillon.auth.anonymous", "false");
        all.putAll(settings);
        return with(all);
    }

    /** Carillon with these settings alone; the ordinal lets them win over the environment of the build. */
    public static WebArchive with(Map<String, String> settings) {
        return ShrinkWrap.create(ZipImporter.class, "carillon.war").importFrom(war()).as(WebArchive.class)
                .addAsWebInfResource(new StringAsset(properties(settings)),
                        "classes/META-INF/microprofile-config.properties");
    }

    /** A portal's own WAR, in the context {@code /portal}, with Carillon and its libraries among its libraries. */
    public static WebArchive portal() {
        return portal(Map.of());
    }

    /** The same with some settings of its own. */
    public static WebArchive portal(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(GUESTS);
        all.putAll(settings);
        File[] libraries = new File(System.getProperty("carillon.lib")).listFiles();
        return ShrinkWrap.create(WebArchive.class, "portal.war").addPackage(Journal.class.getPackage())
                .addAsLibraries(new File(System.getProperty("carillon.classes.jar"))).addAsLibraries(libraries)
                .addAsResource(new StringAsset(properties(all)), "META-INF/microprofile-config.properties");
    }

    /** The text of a properties file with these settings. */
    public static String properties(Map<String, String> settings) {
        return "config_ordinal=500\n" + settings.entrySet().stream()
                .map(e -> e.getKey() + '=' + e.getValue().replace("\\", "\\\\").replace("\n", "\\n"))
                .collect(Collectors.joining("\n")) + '\n';
    }

    /** The jar that a class of the test classpath comes from, for tests that run in the server. */
    public static File jarOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** The WAR that the build made. */
    public static File war() {
        return new File(System.getProperty("carillon.war"));
    }
}
