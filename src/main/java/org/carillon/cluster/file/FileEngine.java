package org.carillon.cluster.file;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.Upkeep;
import org.carillon.limit.PublishRates;
import org.carillon.node.Metrics;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.node.StoreSettings.Fsync;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** The engine that keeps streams, idempotency keys, cursors and revocations in one file. */
public final class FileEngine implements Upkeep {
    /** The version of the library that this package extends; the one in pom.xml. */
    static final String LIBRARY = "2.4.240";

    private final Vault vault;
    private final Sweeper sweeper;
    private final KeyLog keys;
    private final Committer committer;
    private final LocalBroker broker;
    private final CursorStore cursors;
    private final FileRevocations revocations;
    private final Clock clock;

    /**
     * What an engine works with.
     *
     * @param unkept the broker of channels that keep no log
     */
    public record Parts(Settings settings, Executor executor, Metrics metrics, Clock clock, LocalBroker unkept) {}

    /**
     * Opens the file of a directory, and makes both if they are missing.
     *
     * @throws StoreException if the file cannot be used; the message names it, says why, and what to do
     */
    public static FileEngine open(Path directory, Parts parts) {
        checkLibrary(MVStore.class.getPackage().getImplementationVersion());
        return new FileEngine(FileOptions.of(directory, parts.settings.store()), parts, parts.settings::retention);
    }

    /** A server's own H2 may hide ours; what it lacks would be noticed later and not be understood. */
    static void checkLibrary(@Nullable String version) {
        if (version != null && !version.equals(LIBRARY)) {
            throw new StoreException("The store needs H2 MVStore " + LIBRARY + ", but the server hands out its own, "
                    + version + ": let the WAR's libraries come first (on Payara by <class-loader delegate=\"false\"/> "
                    + "in WEB-INF/glassfish-web.xml), or set carillon.store to memory.");
        }
    }

    FileEngine(FileOptions options, Parts parts, Function<String, Retention> retention) {
        this.clock = parts.clock;
        this.vault = new Vault(options);
        this.keys = new KeyLog(parts.settings.idempotency());
        keys.load(vault.tables(), vault.generation());
        Streams streams = new Streams(vault);
        this.sweeper = new Sweeper(streams, retention, parts.settings.inbox().retention().age().toMillis(), clock);
        int most = options.settings().fsync() == Fsync.ALWAYS ? 1 : Integer.MAX_VALUE;
        this.committer = new Committer(new Committer.Parts(vault, keys, sweeper, parts.executor, retention,
                new StoreMeters(parts.metrics, vault::bytes)), most, options.settings().memory() / 2);
        this.broker = new FileBroker(retention, clock,
                new FileBroker.Parts(vault, streams, keys, committer, parts.unkept,
                        new PublishRates(parts.settings::publishes, clock)));
        this.cursors = new FileCursorStore(vault, committer, parts.settings.inbox().devices(), clock);
        this.revocations = new FileRevocations(vault.tables(), committer,
                parts.settings.auth().revocation().entries(), clock);
    }

    /** The streams. */
    public LocalBroker broker() {
        return broker;
    }

    /** The cursors. */
    public CursorStore cursors() {
        return cursors;
    }

    /** The revoked tokens. */
    public Revocations revocations() {
        return revocations;
    }

    /** What is in the file. */
    Tables tables() {
        return vault.tables();
    }

    @Override
    public void sweep() {
        keys.expire(clock.millis());
        revocations.sweep();
        if (sweeper.ask() || vault.untidy() || !vault.usable()) {
            committer.ask();
        }
    }

    @Override
    public void close() {
        committer.close(vault::close);
    }
}
