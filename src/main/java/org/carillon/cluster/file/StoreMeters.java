package org.carillon.cluster.file;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.carillon.node.Metrics;

/** What operators see of the store. */
final class StoreMeters {
    private final LongAdder appends;
    private final LongAdder commits;
    private final LongAdder nanos;
    private final LongAdder failures;

    StoreMeters(Metrics metrics, LongSupplier bytes) {
        appends = metrics.counter("carillon.store.appends", "Publications stored in the file");
        commits = metrics.counter("carillon.store.commits", "Commits to the file");
        nanos = metrics.counter("carillon.store.commit.nanoseconds", "Time that commits took together");
        failures = metrics.counter("carillon.store.failures", "Commits that were refused or failed");
        metrics.gauge("carillon.store.bytes", "Size of the file", bytes);
    }

    void committed(int count, long time) {
        appends.add(count);
        commits.increment();
        nanos.add(time);
    }

    void failed() {
        failures.increment();
    }
}
