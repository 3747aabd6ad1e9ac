package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The place of a server beside the one under test, configured as that of its kind: a directory of its own, and the
 * same ports so many further up.
 */
record OwnServer(Kind kind, Path base, int shift) {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    /** By how much the ports of a WildFly for tests are above its usual ones. */
    private static final int WILDFLY_OFFSET = 10_000;
    private static final int WILDFLY_PORT = 18_080;
    private static final int PAYARA_PORT = 28_080;
    private static final int WILDFLY_SECURE_PORT = 18_443;
    private static final int PAYARA_SECURE_PORT = 28_181;
    /** Scripts of the servers. */
    private static final Path SCRIPTS = Path.of("server-config").toAbsolutePath();
    /** Ports in the configuration of a Payara for tests: five digits, of which the first is a two. */
    private static final Pattern PAYARA_PORTS = Pattern.compile("(?<=port=\"?)2\\d{4}");
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";
    private static final String DOMAIN = "carillon-it";

    /** The kinds of servers. */
    enum Kind {
        WILDFLY, PAYARA;

        /** That of the server under test. */
        static Kind underTest() {
            return ServerProcess.wildfly() ? WILDFLY : PAYARA;
        }

        /** Where its distribution was unpacked. */
        Path home() {
            return Path.of(System.getProperty("carillon." + name().toLowerCase(Locale.ROOT) + ".home"));
        }

        /** Whether the build made one ready for tests. */
        boolean ready() {
            return Files.exists(this == WILDFLY ? Path.of("target", "it", "wildfly", "configuration")
                    : home().resolve("glassfish/domains").resolve(DOMAIN));
        }
    }

    /** The address of the deployment. */
    URL url() {
        try {
            int port = (kind == Kind.WILDFLY ? WILDFLY_PORT : PAYARA_PORT) + shift;
            return new URL("http://127.0.0.1:" + port + "/carillon/");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The port of TLS. */
    int securePort() {
        return (kind == Kind.WILDFLY ? WILDFLY_SECURE_PORT : PAYARA_SECURE_PORT) + shift;
    }

    /** The directory of Carillon's files. */
    Path stored() {
        return kind == Kind.WILDFLY ? base.resolve("data/carillon") : domain().resolve("data/carillon");
    }

    private Path domain() {
        return base.resolve("carillon-spare");
    }

    /** Removes all that an earlier server left here, except for one of its directories. */
    void clear(Path kept) throws IOException {
        if (Files.exists(base)) {
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.startsWith(kept) && !kept.startsWith(file)) {
                        Files.delete(file);
                    }
                }
            }
        }
        Files.createDirectories(base);
    }

    /** Starts a server with a deployment and waits until that is up. */
    ProcessHandle start(WebArchive war) throws Exception {
        return start(war, Optional.empty());
    }

    /** The same; with a key TLS is set up too. */
    ProcessHandle start(WebArchive war, Optional<TlsKey> key) throws Exception {
        ProcessHandle process = kind == Kind.WILDFLY ? wildfly(war, key) : payara(war, key);
        try {
            await().atMost(PATIENCE).ignoreException(ConnectException.class)
                    .until(() -> Http.get(url(), "health").statusCode() == 200);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    private ProcessHandle wildfly(WebArchive war, Optional<TlsKey> key) throws Exception {
        copy(Path.of("target", "it", "wildfly", "configuration"), base.resolve("configuration"));
        export(war, base.resolve("deployments"));
        Path home = kind.home();
        Map<String, String> environment = key.isPresent() ? key.get().environment() : Map.of();
        if (key.isPresent()) {
            ProcessBuilder script = new ProcessBuilder(JAVA, "-Djboss.server.base.dir=" + base, "-jar",
                    home.resolve("jboss-modules.jar").toString(), "-mp", home.resolve("modules").toString(),
                    "org.jboss.as.cli", "--file=" + SCRIPTS.resolve("wildfly/tls.cli"));
            script.environment().putAll(environment);
            script.environment().put("JBOSS_HOME", home.toString());
            TlsKey.run(script);
        }
        ProcessBuilder server = java(
                "-Xmx512m", "-Djboss.home.dir=" + home, "-Djboss.server.base.dir=" + base,
                "-Djboss.socket.binding.port-offset=" + (WILDFLY_OFFSET + shift), "-Djboss.bind.address=127.0.0.1",
                "-jar", home.resolve("jboss-modules.jar").toString(), "-mp", home.resolve("modules").toString(),
                "org.jboss.as.standalone");
        server.environment().putAll(environment);
        return server.start().toHandle();
    }

    private ProcessHandle payara(WebArchive war, Optional<TlsKey> key) throws Exception {
        Path domain = domain();
        Path home = kind.home();
        for (String part : List.of("config", "docroot", "lib")) {
            copy(home.resolve("glassfish/domains").resolve(DOMAIN).resolve(part), domain.resolve(part));
        }
        Path xml = domain.resolve("config/domain.xml");
        String configuration = Files.readString(xml).replace(
                home.resolve("glassfish/domains").resolve(DOMAIN).toString(), domain.toString());
        Files.writeString(xml, PAYARA_PORTS.matcher(configuration).replaceAll(
                port -> Integer.toString(Integer.parseInt(port.group()) + shift)));
        Path logging = domain.resolve("config/logging.properties");
        Files.writeString(logging, Files.readString(logging)
                .replaceAll("GFFileHandler.file=.*", "GFFileHandler.file=" + base.resolve("console.log")));
        if (key.isPresent()) {
            key.get().intoDomain(domain);
            asadmin("start-domain", "--postbootcommandfile", SCRIPTS.resolve("payara/tls.asadmin").toString());
            asadmin("stop-domain");
        }
        export(war, domain.resolve("autodeploy"));
        asadmin("start-domain");
        long pid = Long.parseLong(Files.readString(domain.resolve("config/pid")).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** A command about the domain of this place. */
    private void asadmin(String command, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of("-jar",
                kind.home().resolve("glassfish/lib/client/appserver-cli.jar").toString(), command));
        line.addAll(List.of(options));
        line.addAll(List.of("--domaindir", base.toString(), "carillon-spare"));
        Process process = java(line.toArray(String[]::new)).start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%s is over", command).isTrue();
    }

    private ProcessBuilder java(String... arguments) {
        List<String> command = Stream.concat(Stream.of(JAVA), Stream.of(arguments)).toList();
        File console = base.resolve("console.txt").toFile();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(console);
    }

    private static void export(WebArchive war, Path directory) throws IOException {
        Files.createDirectories(directory);
        war.as(ZipExporter.class).exportTo(directory.resolve("carillon.war").toFile(), true);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
