package org.carillon.cluster.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Draft;
import org.carillon.cluster.LocalBroker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.limit.PublishRates;
import org.carillon.node.Retention;
import org.carillon.protocol.Fingerprint;
import org.h2.mvstore.MVStoreException;

/**
 * Streams of a single node, in a file: what was acknowledged is there after a crash. A publication is neither
 * acknowledged nor told nor read before it is settled. Channels that keep no log are another broker's.
 */
final class FileBroker implements LocalBroker {
    private static final Logger LOG = System.getLogger(FileBroker.class.getName());

    private final Function<String, Retention> retention;
    private final Clock clock;
    private final Vault vault;
    private final Streams streams;
    private final KeyLog keys;
    private final Committer committer;
    private final LocalBroker unkept;
    private final PublishRates rates;

    /** What a broker works with; {@code unkept} has the channels that keep no log. */
    record Parts(
            Vault vault, Streams streams, KeyLog keys, Committer committer, LocalBroker unkept, PublishRates rates) {}

    FileBroker(Function<String, Retention> retention, Clock clock, Parts parts) {
        this.retention = retention;
        this.clock = clock;
        this.vault = parts.vault;
        this.streams = parts.streams;
        this.keys = parts.keys;
        this.committer = parts.committer;
        this.unkept = parts.unkept;
        this.rates = parts.rates;
    }

    @Override
    public void listen(Listener listener) {
        unkept.listen(listener);
        committer.listen(listener);
    }

    private boolean kept(String channel) {
        return retention.apply(channel).keeps();
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        if (!kept(draft.channel())) {
            return unkept.publish(draft);
        }
        committer.mend();
        byte[] content = StoredMessage.bytes(draft.content());
        String fingerprint = draft.key().isEmpty() ? "" : Fingerprint.of(draft.content());
        try {
            CompletionStage<Receipt> receipt =
                    streams.with(draft.channel(), stream -> accept(stream, draft, content, fingerprint));
            committer.wake();
            return receipt;
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (MVStoreException | StoreException e) {
            return CompletableFuture.failedFuture(unreadable(draft.channel(), e));
        }
    }

    /** A stream that is in memory is appended to by the committer; one that is not must be looked up in the file. */
    @Override
    public boolean prompt(String channel) {
        return kept(channel) ? vault.usable() && streams.find(channel) != null : unkept.prompt(channel);
    }

    private CompletionStage<Receipt> accept(Stream stream, Draft draft, byte[] content, String fingerprint) {
        if (draft.key().isEmpty()) {
            return append(stream, draft, content, "", fingerprint);
        }
        String name = draft.channel() + '\n' + draft.key();
        Optional<KeyLog.Entry> known = keys.find(name, clock.millis());
        if (known.isEmpty()) {
            return append(stream, draft, content, name, fingerprint);
        }
        if (!known.get().key().fingerprint().equals(fingerprint)) {
            throw new RefusedException(ErrorCode.CONFLICT, "this key was used for other content, choose a new one");
        }
        return keys.again(known.get());
    }

    private CompletionStage<Receipt> append(
            Stream stream, Draft draft, byte[] content, String name, String fingerprint) {
        rates.take(draft.channel(), draft.sender());
        long time = clock.millis();
        Position position = stream.give();
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        Optional<KeyLog.Entry> key = name.isEmpty()
                ? Optional.empty()
                : Optional.of(keys.put(new StoredKey(name, fingerprint, time, stream.epoch(), position.offset()),
                        position, receipt));
        Publication publication = draft.at(position, time);
        try {
            committer.add(new Append(stream, publication, content, key, receipt));
        } catch (RefusedException e) {
            key.ifPresent(keys::forget);
            stream.ungive();
            throw e;
        }
        return receipt;
    }

    @Override
    public void tell(MemberChange change) {
        if (!kept(change.channel())) {
            unkept.tell(change);
            return;
        }
        Stream stream = streams.find(change.channel());
        if (stream != null) {
            synchronized (stream) {
                if (stream.followed()) {
                    committer.listener().noted(change);
                }
            }
        }
    }

    @Override
    public CompletionStage<Position> follow(String channel) {
        if (!kept(channel)) {
            return unkept.follow(channel);
        }
        try {
            return CompletableFuture.completedFuture(streams.with(channel, stream -> {
                stream.follow(true);
                return stream.position();
            }));
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (MVStoreException | StoreException e) {
            return CompletableFuture.failedFuture(unreadable(channel, e));
        }
    }

    @Override
    public void unfollow(String channel) {
        if (!kept(channel)) {
            unkept.unfollow(channel);
            return;
        }
        Stream stream = streams.find(channel);
        if (stream != null) {
            synchronized (stream) {
                stream.follow(false);
            }
        }
    }

    @Override
    public CompletionStage<Slice> read(String channel, Range range) {
        if (!kept(channel)) {
            return unkept.read(channel, range);
        }
        try {
            long oldest = clock.millis() - retention.apply(channel).age().toMillis();
            // Read after the monitor was let go: nobody waits for a disk because somebody else reads.
            LogReader reader = streams.with(channel,
                    stream -> new LogReader(vault.tables(), stream, stream.position(), oldest));
            return CompletableFuture.completedFuture(reader.read(range));
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (MVStoreException | StoreException e) {
            return CompletableFuture.failedFuture(unreadable(channel, e));
        }
    }

    private static RefusedException unreadable(String channel, RuntimeException e) {
        LOG.log(Level.ERROR, "The log of '" + channel + "' cannot be read. If its file is damaged, stop the server, "
                + "restore the file or set carillon.store.repair", e);
        return new RefusedException(ErrorCode.UNAVAILABLE, "the log of '" + channel + "' cannot be read now");
    }
}
