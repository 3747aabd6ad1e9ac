package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A second server of the kind under test, configured alike, that a test may stop; beside the first, 1000 ports up. */
public final class SpareServer implements AutoCloseable {
    private static final OwnServer PLACE = new OwnServer(OwnServer.Kind.underTest(),
            Path.of("target", "it", "spare").toAbsolutePath(), 1000);

    private final ProcessHandle process;

    private SpareServer(ProcessHandle process) {
        this.process = process;
    }

    /** Starts a server with a deployment and waits until that is up. */
    public static SpareServer start(WebArchive war) throws Exception {
        PLACE.clear(PLACE.base().resolveSibling("nothing is kept"));
        return new SpareServer(PLACE.start(war));
    }

    /** Starts a server with a deployment, by the scripts of server-config for TLS and with this key. */
    public static SpareServer start(WebArchive war, TlsKey key) throws Exception {
        PLACE.clear(PLACE.base().resolveSibling("nothing is kept"));
        return new SpareServer(PLACE.start(war, Optional.of(key)));
    }

    /** Starts a server anew that was stopped or killed; only what Carillon stored is still there. */
    public static SpareServer startAgain(WebArchive war) throws Exception {
        PLACE.clear(stored());
        return new SpareServer(PLACE.start(war));
    }

    /** The directory of Carillon's files. */
    public static Path stored() {
        return PLACE.stored();
    }

    /** The address of the deployment. */
    public URL url() {
        return PLACE.url();
    }

    /** The address of the deployment by TLS, where the server was started with a key. */
    public URL secureUrl() throws IOException {
        return new URL("https://localhost:" + PLACE.securePort() + "/carillon/");
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
        return process.onExit().get(OwnServer.PATIENCE.toSeconds(), TimeUnit.SECONDS) != null;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
