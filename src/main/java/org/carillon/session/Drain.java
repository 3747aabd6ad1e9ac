package org.carillon.session;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.carillon.node.Component;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;

/** The end of a deployment: no new sessions, and the open ones closed in batches over a window. */
@Component
public class Drain {
    private static final Logger LOG = System.getLogger(Drain.class.getName());
    private static final int BATCHES = 20;
    private static final long TOLD_NANOS = 1_000_000_000;
    private static final long STEP_NANOS = 1_000_000;

    private final SessionRegistry registry;
    private final Duration window;
    private final ReentrantLock running = new ReentrantLock();
    private volatile boolean draining;

    /** A drain of the sessions of {@code registry}. */
    @Inject
    public Drain(SessionRegistry registry, Settings settings) {
        this.registry = registry;
        this.window = settings.drainWindow();
    }

    /** Whether new sessions must be refused. */
    public boolean draining() {
        return draining;
    }

    /** Lets new sessions in again: the server was suspended and goes on. */
    public void lift() {
        draining = false;
    }

    /** Refuses new sessions from now on, and lets {@code executor} close those that there are, as {@link #run}. */
    public void begin(Executor executor) {
        draining = true;
        executor.execute(this::closeWhileDraining);
    }

    private void closeWhileDraining() {
        if (draining) {
            run();
        }
    }

    /** Closes all sessions with 1001 {@code shutdown}; returns when all are told, also while another thread does it. */
    public void run() {
        draining = true;
        running.lock();
        try {
            closeAll();
        } finally {
            running.unlock();
        }
    }

    private void closeAll() {
        List<ClientSession> sessions = new ArrayList<>();
        registry.forEach(sessions::add);
        if (sessions.isEmpty()) {
            return;
        }
        LOG.log(Level.INFO, "Closing {0} sessions within {1} ms", sessions.size(), window.toMillis());
        int batch = Math.max(1, (sessions.size() + BATCHES - 1) / BATCHES);
        for (int from = 0; from < sessions.size(); from += batch) {
            if (from > 0 && !pause()) {
                batch = sessions.size();
            }
            sessions.subList(from, Math.min(from + batch, sessions.size()))
                    .forEach(session -> session.closeNow(Disconnect.SHUTDOWN));
        }
        awaitTold(sessions);
    }

    /** A session that is being written to is told by whoever writes, which takes a moment. */
    private static void awaitTold(List<ClientSession> sessions) {
        long deadline = System.nanoTime() + TOLD_NANOS;
        for (ClientSession session : sessions) {
            while (!session.ended() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** Waits between two batches; false if the server is in a hurry. */
    private boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(window.toMillis() / BATCHES);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
