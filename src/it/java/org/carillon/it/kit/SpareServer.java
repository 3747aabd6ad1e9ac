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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A second server of the kind under test, configured alike, that a test may stop; beside the first, 1000 ports up. */
public final class SpareServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path HOME = Path.of(System.getProperty("carillon.server.home"));
    private static final Path BASE = Path.of("target", "it", "spare").toAbsolutePath();

    private final ProcessHandle process;
    private final URL url;

    private SpareServer(ProcessHandle process, URL url) {
        this.process = process;
        this.url = url;
    }

    /** Starts a server with a deployment and waits until that is up. */
    public static SpareServer start(WebArchive war) throws Exception {
        clear(BASE, BASE.resolveSibling("nothing is kept"));
        return launch(war);
    }

    /** Starts a server anew that was stopped or killed; only what Carillon stored is still there. */
    public static SpareServer startAgain(WebArchive war) throws Exception {
        clear(BASE, stored());
        return launch(war);
    }

    /** The directory of Carillon's files. */
    public static Path stored() {
        return BASE.resolve(ServerProcess.wildfly() ? "data/carillon" : "carillon-spare/data/carillon");
    }

    private static SpareServer launch(WebArchive war) throws Exception {
        boolean wildfly = ServerProcess.wildfly();
        ProcessHandle process = wildfly ? wildfly(war) : payara(war);
        URL url = new URL("http://127.0.0.1:" + (wildfly ? 19080 : 38080) + "/carillon/");
        SpareServer server = new SpareServer(process, url);
        try {
            await().atMost(PATIENCE).ignoreException(ConnectException.class)
                    .until(() -> Http.get(url, "health").statusCode() == 200);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** The address of the deployment. */
    public URL url() {
        return url;
    }

    /** Asks the server to end, as an operator's service manager does. */
    public void stop() {
        assertThat(process.destroy()).as("the signal was sent").isTrue();
    }

    /** Ends the server as a crash of its process does, by {@code kill -9}. */
    public void crash() throws Exception {
        process.destroyForcibly();
        assertThat(awaitEnd()).isTrue();
    }

    /** Whether it is gone in time. */
    public boolean awaitEnd() throws Exception {
        return process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS) != null;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static ProcessHandle wildfly(WebArchive war) throws IOException {
        copy(Path.of("target", "it", "wildfly", "configuration"), BASE.resolve("configuration"));
        export(war, BASE.resolve("deployments"));
        Path modules = HOME.resolve("jboss-modules.jar");
        return java("-Xmx512m", "-Djboss.home.dir=" + HOME, "-Djboss.server.base.dir=" + BASE,
                "-Djboss.socket.binding.port-offset=11000", "-Djboss.bind.address=127.0.0.1",
                "-jar", modules.toString(), "-mp", HOME.resolve("modules").toString(), "org.jboss.as.standalone")
                .start().toHandle();
    }

    private static ProcessHandle payara(WebArchive war) throws Exception {
        Path domain = BASE.resolve("carillon-spare");
        for (String part : List.of("config", "docroot", "lib")) {
            copy(HOME.resolve("glassfish/domains/carillon-it").resolve(part), domain.resolve(part));
        }
        Path xml = domain.resolve("config/domain.xml");
        Files.writeString(xml, Files.readString(xml)
                .replaceAll("port=\"2(\\d{4})\"", "port=\"3$1\"").replace("telnet.port=2", "telnet.port=3"));
        Path logging = domain.resolve("config/logging.properties");
        Files.writeString(logging, Files.readString(logging)
                .replaceAll("GFFileHandler.file=.*", "GFFileHandler.file=" + BASE.resolve("console.log")));
        export(war, domain.resolve("autodeploy"));
        Process start = java("-jar", HOME.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                "start-domain", "--domaindir", BASE.toString(), "carillon-spare").start();
        assertThat(start.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the domain has started").isTrue();
        long pid = Long.parseLong(Files.readString(domain.resolve("config/pid")).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static ProcessBuilder java(String... arguments) {
        List<String> command = Stream.concat(
                Stream.of(System.getProperty("java.home") + "/bin/java"), Stream.of(arguments)).toList();
        File console = BASE.resolve("console.txt").toFile();
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

    private static void clear(Path directory, Path kept) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.startsWith(kept) && !kept.startsWith(file)) {
                        Files.delete(file);
                    }
                }
            }
        }
        Files.createDirectories(directory);
    }
}
