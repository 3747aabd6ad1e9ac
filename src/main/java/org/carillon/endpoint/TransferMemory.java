package org.carillon.endpoint;

import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/** The memory that messages in parts may hold, of all sessions together, and which sessions have some open. */
@Component
public class TransferMemory {
    private final long limit;
    private final Clock clock;
    private final AtomicLong held = new AtomicLong();
    private final Set<Transfers> open = ConcurrentHashMap.newKeySet();

    @Inject
    TransferMemory(Settings settings, Metrics metrics, @Own Clock clock) {
        this.limit = settings.chunk().memory();
        this.clock = clock;
        metrics.gauge("carillon.chunk.held", "Bytes of memory of messages that come in parts and are not whole",
                () -> (int) held.get());
    }

    /** Takes so many bytes, if there are. */
    boolean take(int bytes) {
        if (held.addAndGet(bytes) <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** How many bytes are taken. */
    long held() {
        return held.get();
    }

    /** A session has a transfer open. */
    void watch(Transfers transfers) {
        open.add(transfers);
    }

    /** It has none. */
    void forget(Transfers transfers) {
        open.remove(transfers);
    }

    /** Gives up transfers that have been silent for too long; to be called every second or so. */
    public void sweep() {
        long now = clock.millis();
        open.forEach(transfers -> transfers.expire(now));
    }
}
