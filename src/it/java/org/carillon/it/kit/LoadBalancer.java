package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * nginx or HAProxy in front of nodes, with the configuration that the project ships; only addresses and paths are
 * changed. Where it is not installed its tests are skipped, but in continuous integration they fail: there the script
 * installs both.
 */
public final class LoadBalancer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FIRST = "10.0.0.11:8080";
    private static final String SECOND = "10.0.0.12:8080";

    private final Process process;
    private final URL url;

    private LoadBalancer(Process process, URL url) {
        this.process = process;
        this.url = url;
    }

    /** Starts nginx with {@code server-config/proxy/nginx.conf}. */
    public static LoadBalancer nginx(List<URL> nodes) throws Exception {
        String binary = binary("nginx");
        int port = freePort();
        Path home = home("nginx");
        Files.writeString(home.resolve("carillon.conf"), shipped("nginx.conf", nodes)
                .replace("listen 80;", "listen 127.0.0.1:" + port + ';'));
        Path main = Files.writeString(home.resolve("main.conf"), """
                daemon off;
                user root;
                worker_processes 1;
                pid HOME/pid;
                error_log HOME/error.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path HOME/body;
                    proxy_temp_path HOME/proxy;
                    fastcgi_temp_path HOME/fastcgi;
                    uwsgi_temp_path HOME/uwsgi;
                    scgi_temp_path HOME/scgi;
                    include HOME/carillon.conf;
                }
                """.replace("HOME", home.toString()));
        return start(port, home, binary, "-p", home.toString(), "-c", main.toString());
    }

    /** Starts HAProxy with {@code server-config/proxy/haproxy.cfg}. */
    public static LoadBalancer haproxy(List<URL> nodes) throws Exception {
        String binary = binary("haproxy");
        int port = freePort();
        Path home = home("haproxy");
        Path config = Files.writeString(home.resolve("haproxy.cfg"), shipped("haproxy.cfg", nodes)
                .replace("maxconn 100000", "maxconn 1000") // as many as this process may open
                .replace("bind :80", "bind 127.0.0.1:" + port)
                .replace("/run/haproxy/admin.sock", home.resolve("admin.sock").toString()));
        return start(port, home, binary, "-db", "-f", config.toString());
    }

    private static LoadBalancer start(int port, Path home, String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(home.resolve("console.txt").toFile()).start();
        LoadBalancer balancer = new LoadBalancer(process, new URL("http://127.0.0.1:" + port + "/carillon/"));
        try {
            await().atMost(PATIENCE).ignoreException(ConnectException.class)
                    .until(() -> Http.get(balancer.url, "health").statusCode() == 200);
        } catch (RuntimeException e) {
            balancer.close();
            throw new AssertionError(Files.readString(home.resolve("console.txt")), e);
        }
        return balancer;
    }

    /** Where clients connect to. */
    public URL url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The shipped file, with a line for each of these nodes in the place of those for two. */
    private static String shipped(String file, List<URL> nodes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("server-config", "proxy", file))) {
            if (line.contains(FIRST)) {
                for (int i = 0; i < nodes.size(); i++) {
                    lines.add(line.replace("server a ", "server node" + i + ' ')
                            .replace(FIRST, "127.0.0.1:" + nodes.get(i).getPort()));
                }
            } else if (!line.contains(SECOND)) {
                lines.add(line);
            }
        }
        assertThat(lines).as(file).anyMatch(line -> line.contains("server") && line.contains("127.0.0.1:"));
        return String.join("\n", lines) + '\n';
    }

    private static Path home(String name) throws IOException {
        return Files.createDirectories(Path.of("target", "it", "proxy", name).toAbsolutePath());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Debian keeps both where only an administrator's PATH looks. */
    private static String binary(String name) {
        Optional<Path> found = Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).findFirst();
        String remedy = "no " + name + " was found: install it (Debian: apt-get install " + name + ")";
        if (System.getenv("CI") != null) {
            assertThat(found).as(remedy).isPresent();
        }
        assumeTrue(found.isPresent(), remedy);
        return found.orElseThrow().toString();
    }
}
