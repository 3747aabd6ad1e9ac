package org.carillon.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A real redis-server as a child process, on a loopback port that stays the same over restarts. It ends with the JVM
 * that started it at the latest.
 */
public final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path binary;
    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private Process process;

    /** Which server. */
    public enum Version {
        /** The 6.2 that comes from Maven. */
        OLD,
        /** The one on the PATH. */
        INSTALLED
    }

    private RedisProcess(Path binary, Path directory, int port, List<String> arguments) {
        this.binary = binary;
        this.directory = directory;
        this.port = port;
        this.arguments = List.copyOf(arguments);
    }

    /** Starts Redis 6.2 on a free port, with these arguments besides the usual ones. */
    public static RedisProcess start(String... arguments) throws IOException {
        return start(Version.OLD, freePort(), arguments);
    }

    /** Starts a server on a port. */
    public static RedisProcess start(Version version, int port, String... arguments) throws IOException {
        Path directory = Files.createTempDirectory("carillon-redis");
        Path binary = version == Version.OLD
                ? old(directory)
                : installed().orElseThrow(() -> new IllegalStateException("there is no redis-server on the PATH"));
        RedisProcess redis = new RedisProcess(binary, directory, port, List.of(arguments));
        redis.start();
        return redis;
    }

    /** Another one, such as Valkey, takes its place with -Dcarillon.redis.server=PATH. */
    private static Path old(Path directory) throws IOException {
        String other = System.getProperty("carillon.redis.server", "");
        return other.isEmpty()
                ? ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath() : Path.of(other);
    }

    /** The redis-server on the PATH. */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(each -> Path.of(each, "redis-server")).filter(Files::isExecutable).findFirst();
    }

    /** A port that nobody listens to. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            return socket.getLocalPort();
        }
    }

    /** A free port such that a server of a Cluster can take the one 10,000 above, too. */
    public static int freeClusterPort() throws IOException {
        int port = freePort();
        return port > 55_000 ? port - 10_000 : port;
    }

    /** Starts a Sentinel; the file, which it will write to, says what it watches. */
    public static RedisProcess sentinel(Path file) throws IOException {
        return start(Version.OLD, freePort(), file.toString(), "--sentinel");
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The setting {@code carillon.redis.url} for it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Where its files are. */
    public Path directory() {
        return directory;
    }

    /** Starts it again, with the data that are on its disk. */
    public void start() throws IOException {
        // A file must come first, so what is given does.
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString(),
                "--daemonize", "no"));
        if (!arguments.contains("--sentinel")) {
            command.addAll(List.of("--save", ""));
        }
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile())).start();
        // A test that is ended leaves no server behind.
        Process started = process;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::answers);
    }

    private boolean answers() {
        String answer = ask("PING");
        return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    }

    /** Sends one command, its words separated by blanks; the beginning of the answer as it comes over the wire. */
    public String ask(String command) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[65_536];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "-" + e;
        }
    }

    /** Ends it in good order; what it has is on its disk if it was told to keep it. */
    public void stop() {
        end(process::destroy);
    }

    /** Ends it as a crash does. */
    public void kill() {
        end(process::destroyForcibly);
    }

    private void end(Runnable how) {
        how.run();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again without its data. */
    public void startEmpty() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> data = files.filter(Files::isRegularFile).filter(file -> !file.equals(binary))
                    .filter(file -> !file.endsWith("redis.log")).toList();
            for (Path file : data) {
                Files.delete(file);
            }
        }
        start();
    }

    /** Makes it stand still: connections stay, nothing is answered. */
    public void pause() throws IOException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
        try {
            kill.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
