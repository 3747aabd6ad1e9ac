package org.carillon.limit;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;

/**
 * Whether the container's executor, which hands large channels on and runs the portal's calls, is so busy that no more
 * sessions are taken: by how long a task that does nothing waits until it is run.
 */
@Component
public class ExecutorLoad {
    private static final Logger LOG = System.getLogger(ExecutorLoad.class.getName());

    private final long limitMillis;
    private final Executor executor;
    private final Clock clock;
    private final AtomicReference<Probe> probe = new AtomicReference<>(Probe.RAN);
    private volatile long since;
    private volatile long waited;

    /** What has become of the task. */
    private enum Probe {
        /** It was run, or there has been none yet. */
        RAN,
        /** It waits. */
        WAITS,
        /** It was not even taken. */
        REFUSED
    }

    /** Nothing is known yet. */
    @Inject
    public ExecutorLoad(Settings settings, Metrics metrics, @Own Executor executor, @Own Clock clock) {
        this.limitMillis = settings.rates().executor().toMillis();
        this.executor = executor;
        this.clock = clock;
        metrics.gauge("carillon.executor.wait.millis", "How long a task waits for a thread of the executor",
                this::waitMillis);
    }

    /** Whether no more sessions are to be taken. */
    public boolean now() {
        return waitMillis() > limitMillis;
    }

    /** How long the last task has waited, or does by now. */
    public long waitMillis() {
        return probe.get() == Probe.RAN ? waited : Math.max(0, clock.millis() - since);
    }

    /** Hands over another task if the last one was run. Called by one thread at a time. */
    public void sweep() {
        Probe last = probe.get();
        if (last == Probe.RAN) {
            since = clock.millis();
        }
        if (last != Probe.WAITS) { // one that was refused has waited since the first try
            probe.set(Probe.WAITS);
            hand();
        }
    }

    private void hand() {
        try {
            executor.execute(this::ran);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor takes no more tasks", e);
            probe.set(Probe.REFUSED);
        }
    }

    private void ran() {
        waited = Math.max(0, clock.millis() - since);
        probe.set(Probe.RAN);
    }
}
