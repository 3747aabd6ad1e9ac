package org.carillon.cluster.memory;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
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
import org.carillon.node.Settings;
import org.carillon.protocol.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * Streams of a single node, in memory: each with its epoch and its log. Streams that nobody follows are forgotten when
 * there are many or when all logs together are large; they start again with a new epoch.
 */
public final class MemoryBroker implements LocalBroker {
    private static final int STREAMS_KEPT = 100_000;

    private final Function<String, Retention> retention;
    private final Clock clock;
    private final KeyWindow keys;
    private final PublishRates rates;
    private final long bytesKept;
    private final LongAdder bytes = new LongAdder();
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private @Nullable Listener listener;
    private volatile int forgetAt = STREAMS_KEPT;
    private volatile long forgetAbove;

    /** A stream; its own monitor guards it. */
    private static final class Stream {
        private final Log log = new Log();
        private final String epoch = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50), 36);
        private long offset;
        private boolean followed;
        private boolean forgotten;

        Position position() {
            return new Position(epoch, offset);
        }
    }

    /**
     * A broker without streams.
     *
     * @param retention how much the log of a channel keeps
     * @param bytesKept how many bytes all logs may have together before some are forgotten
     * @param rates how often sessions may publish
     */
    public MemoryBroker(
            Function<String, Retention> retention, long bytesKept, Settings.Idempotency idempotency,
            PublishRates rates, Clock clock) {
        this.rates = rates;
        this.retention = retention;
        this.bytesKept = bytesKept;
        this.forgetAbove = bytesKept;
        this.clock = clock;
        this.keys = new KeyWindow(idempotency.window(), idempotency.keys());
    }

    /** A broker whose channels limit no rate. */
    public MemoryBroker(
            Function<String, Retention> retention, long bytesKept, Settings.Idempotency idempotency, Clock clock) {
        this(retention, bytesKept, idempotency, new PublishRates(channel -> 0, clock), clock);
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        try {
            Receipt receipt = append(draft);
            if (!receipt.duplicate()) {
                listener().flush(draft.channel());
            }
            return CompletableFuture.completedFuture(receipt);
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public boolean prompt(String channel) {
        return true;
    }

    private Receipt append(Draft draft) {
        String fingerprint = draft.key().isEmpty() ? "" : Fingerprint.of(draft.content());
        while (true) {
            Stream stream = stream(draft.channel());
            synchronized (stream) {
                if (!stream.forgotten) {
                    return draft.key().isEmpty() ? appended(stream, draft) : appendedOnce(stream, draft, fingerprint);
                }
            }
        }
    }

    private Receipt appendedOnce(Stream stream, Draft draft, String fingerprint) {
        String key = draft.channel() + '\n' + draft.key();
        Optional<KeyWindow.Entry> known = keys.find(key, clock.millis());
        if (known.isEmpty()) {
            Receipt receipt = appended(stream, draft);
            keys.put(key, new KeyWindow.Entry(receipt.position(), fingerprint, receipt.time()));
            return receipt;
        }
        if (!known.get().fingerprint().equals(fingerprint)) {
            throw new RefusedException(ErrorCode.CONFLICT, "this key was used for other content, choose a new one");
        }
        return new Receipt(known.get().position(), known.get().time(), true);
    }

    private Receipt appended(Stream stream, Draft draft) {
        rates.take(draft.channel(), draft.sender());
        stream.offset++;
        Position position = stream.position();
        long time = clock.millis();
        Publication publication = draft.at(position, time);
        keep(stream, publication);
        if (stream.followed) {
            listener().noted(publication);
        }
        return new Receipt(position, time, false);
    }

    private void keep(Stream stream, Publication publication) {
        long before = stream.log.bytes();
        Retention keeps = retention.apply(publication.channel());
        stream.log.add(publication, keeps);
        if (bytes.sum() > bytesKept) {
            stream.log.shrink(keeps);
        }
        bytes.add(stream.log.bytes() - before);
    }

    @Override
    public CompletionStage<Slice> read(String channel, Range range) {
        while (true) {
            Stream stream = stream(channel);
            synchronized (stream) {
                if (!stream.forgotten) {
                    long before = stream.log.bytes();
                    stream.log.expire(clock.millis(), retention.apply(channel));
                    bytes.add(stream.log.bytes() - before);
                    return CompletableFuture.completedFuture(stream.log.slice(stream.position(), range));
                }
            }
        }
    }

    @Override
    public void tell(MemberChange change) {
        Stream stream = streams.get(change.channel());
        if (stream == null) {
            return;
        }
        synchronized (stream) {
            if (stream.followed) {
                listener().noted(change);
            }
        }
    }

    @Override
    public CompletionStage<Position> follow(String channel) {
        while (true) {
            Stream stream = stream(channel);
            synchronized (stream) {
                if (!stream.forgotten) {
                    stream.followed = true;
                    return CompletableFuture.completedFuture(stream.position());
                }
            }
        }
    }

    @Override
    public void unfollow(String channel) {
        Stream stream = streams.get(channel);
        if (stream != null) {
            synchronized (stream) {
                stream.followed = false;
            }
        }
    }

    private Stream stream(String channel) {
        Stream stream = streams.get(channel);
        if (stream != null) {
            return stream;
        }
        if (streams.size() >= forgetAt || bytes.sum() > forgetAbove) {
            streams.forEach(this::forget);
            forgetAt = Math.max(STREAMS_KEPT, 2 * streams.size());
            forgetAbove = Math.max(bytesKept, 2 * bytes.sum());
        }
        return streams.computeIfAbsent(channel, name -> new Stream());
    }

    private void forget(String channel, Stream stream) {
        synchronized (stream) {
            if (!stream.followed) {
                stream.forgotten = true;
                bytes.add(-stream.log.bytes());
                streams.remove(channel, stream);
            }
        }
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("listen was not called");
        }
        return listener;
    }
}
