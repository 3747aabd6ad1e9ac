package org.carillon.it.kit;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JVM of the server under test, asked by the JDK's own tools. */
public final class ServerProcess {
    /** A line for each part of the heap has a total; those of the metaspace have none. */
    private static final Pattern HEAP_USED = Pattern.compile("total .*used (\\d+)K");

    private final long pid;

    private ServerProcess(long pid) {
        this.pid = pid;
    }

    /** The server that listens for this build. */
    public static ServerProcess find() {
        String marker = wildfly()
                ? "jboss.server.base.dir=" + System.getProperty("user.dir") + "/target/it/wildfly"
                : "com.sun.aas.instanceRoot=" + System.getProperty("carillon.server.home")
                + "/glassfish/domains/carillon-it";
        List<Long> pids = ProcessHandle.allProcesses()
                .filter(p -> commandLine(p.pid()).contains(marker)).map(ProcessHandle::pid).toList();
        if (pids.size() != 1) {
            throw new AssertionError("one server with " + marker + " was expected, found " + pids);
        }
        return new ServerProcess(pids.get(0));
    }

    /** The address of a context of the server under test, such as {@code carillon}; for what is deployed by hand. */
    public static URL url(String context) throws IOException {
        int port = wildfly() ? 18080 : 28080;
        return new URL("http://127.0.0.1:" + port + '/' + context + '/');
    }

    /** Whether it is WildFly, where the servers differ in what a client can see. */
    public static boolean wildfly() {
        return "wildfly".equals(System.getProperty("carillon.server"));
    }

    /** The server's log. */
    public static Path log() {
        return Path.of(System.getProperty("carillon.server.log"));
    }

    /** How many KiB of the heap live objects use, after a full collection. */
    public long liveKilobytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        return HEAP_USED.matcher(jcmd("GC.heap_info")).results()
                .mapToLong(line -> Long.parseLong(line.group(1))).sum();
    }

    /** How many threads it has. */
    public long threads() throws IOException {
        return count("task");
    }

    /** How many files and sockets it has open. */
    public long files() throws IOException {
        return count("fd");
    }

    private long count(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + '/' + directory))) {
            return entries.count();
        }
    }

    /** What {@code jcmd} says to a command, such as {@code Thread.print}. */
    public String jcmd(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid)));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(line + " failed: " + out);
        }
        return out;
    }

    /** Whether it is Payara, for tests of what that server does otherwise. */
    public static boolean isPayara() {
        return "payara".equals(System.getProperty("carillon.server"));
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
