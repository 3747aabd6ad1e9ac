package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A server of a cluster: with a name, an address and the settings of all. It may be ended and started again. */
public final class ClusterNode implements AutoCloseable {
    private final String name;
    private final OwnServer place;
    private final Map<String, String> settings;
    private volatile ProcessHandle process = ProcessHandle.current();
    private volatile CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);

    ClusterNode(String name, OwnServer.Kind kind, int shift, Map<String, String> settings) {
        this.name = name;
        this.place = new OwnServer(kind, Path.of("target", "it", "nodes", name).toAbsolutePath(), shift);
        this.settings = new TreeMap<>(settings);
        this.settings.put("carillon.node.name", name);
        this.settings.put("carillon.node.url", place.url().toString().replaceAll("/$", ""));
    }

    /** Its name in the cluster. */
    public String name() {
        return name;
    }

    /** The address of the deployment. */
    public URL url() {
        return place.url();
    }

    /** Whether its deployment is up. */
    public boolean up() {
        return starting.isDone() && runs();
    }

    private boolean runs() {
        return process.pid() != ProcessHandle.current().pid() && process.isAlive();
    }

    /** Starts it anew, with nothing that an earlier one left; does not wait. */
    public void start() {
        starting = CompletableFuture.runAsync(() -> {
            try {
                place.clear(place.base().resolveSibling("nothing is kept"));
                process = place.start(Wars.forGuests(settings));
            } catch (Exception e) {
                throw new CompletionException("the node " + name + " does not start", e);
            }
        });
    }

    /** Waits until its deployment is up. */
    public void awaitUp() throws Exception {
        starting.get(OwnServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends it as a crash of its process does, by {@code kill -9}. */
    public void crash() throws Exception {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, as an operator's service manager does. */
    public void stop() {
        assertThat(process.destroy()).as("the signal was sent to " + name).isTrue();
    }

    /** Waits until it is gone. */
    public void awaitEnd() throws Exception {
        process.onExit().get(OwnServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (runs()) {
            process.destroyForcibly();
        }
    }
}
