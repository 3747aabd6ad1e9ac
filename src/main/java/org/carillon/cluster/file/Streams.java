package org.carillon.cluster.file;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The streams in memory: those in use, and some that were. */
final class Streams {
    private static final int KEPT = 10_000;

    private final Vault vault;
    private final Epochs epochs;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private volatile int forgetAt = KEPT;

    Streams(Vault vault) {
        this.vault = vault;
        this.epochs = new Epochs(vault.seed(), vault.generation());
    }

    /**
     * Does something with a stream, under its monitor.
     *
     * @throws org.carillon.RefusedException {@code unavailable} if it cannot be read
     */
    <T> T with(String channel, Function<Stream, T> action) {
        while (true) {
            Stream stream = get(channel);
            synchronized (stream) {
                if (!stream.forgotten()) {
                    stream.open(vault.tables(), epochs);
                    return action.apply(stream);
                }
            }
        }
    }

    /** The stream, if it is in memory. */
    @Nullable Stream find(String channel) {
        return streams.get(channel);
    }

    private Stream get(String channel) {
        Stream stream = streams.get(channel);
        if (stream != null) {
            return stream;
        }
        if (streams.size() >= forgetAt) {
            streams.forEach(this::forget);
            forgetAt = Math.max(KEPT, 2 * streams.size());
        }
        return streams.computeIfAbsent(channel, Stream::new);
    }

    private void forget(String channel, Stream stream) {
        synchronized (stream) {
            if (stream.forget()) {
                streams.remove(channel, stream);
            }
        }
    }

    /**
     * Removes a stream that nobody uses from memory and, while nobody can, from the file.
     *
     * @return whether that was done
     */
    boolean remove(String channel, Runnable removal) {
        Stream stream = get(channel);
        synchronized (stream) {
            if (!stream.forget()) {
                return false;
            }
            removal.run();
            streams.remove(channel, stream);
            return true;
        }
    }
}
