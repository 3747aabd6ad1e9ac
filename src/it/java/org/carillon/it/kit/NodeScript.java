package org.carillon.it.kit;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** Runs a script of {@code src/it/js} with Node and the npm package {@code ws}; it fails by its exit status. */
public final class NodeScript {
    private static final long TIMEOUT_SECONDS = 120;

    private NodeScript() {}

    /** Runs {@code script} against the deployment at {@code base}; what it printed. */
    public static String run(String script, URL base, String... arguments) throws IOException, InterruptedException {
        File output = File.createTempFile("node", ".txt");
        String url = "ws://127.0.0.1:" + base.getPort() + base.getPath() + "ws";
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("carillon.node"),
                "--test", "--test-reporter=spec", new File("src/it/js", script).getPath());
        builder.environment().put("NODE_PATH", System.getProperty("carillon.node.modules"));
        builder.environment().put("CARILLON_URL", url);
        builder.environment().put("CARILLON_ARGUMENTS", String.join(" ", arguments));
        Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
        boolean done = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output.toPath());
        Files.delete(output.toPath());
        if (!done || process.exitValue() != 0) {
            throw new AssertionError(script + (done ? " failed:\n" : " did not end:\n") + printed);
        }
        return printed;
    }
}
