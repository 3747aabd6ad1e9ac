package org.carillon.session;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.carillon.limit.Limit;
import org.carillon.limit.Refusals;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;

/**
 * Looks after all sessions, a slice at a time: pings the silent ones, and closes those that are stale, did not sign in,
 * have an expired token or another {@link Endings ended} identity, or whose queue does not move.
 */
@Component
public class Heartbeat {
    /** In how many slices the sessions are visited. */
    public static final int SLICES = 4;
    private static final long LONGEST_ROUND_MILLIS = 1000;
    private static final long SHORTEST_ROUND_MILLIS = 100;
    private static final long CLOSING_MILLIS = 5000;

    private final SessionRegistry registry;
    private final Settings settings;
    private final Refusals refusals;
    private final Endings endings;
    private final Clock clock;
    private int slice;
    private long lastBeat;

    /** A heartbeat of the sessions of {@code registry}. */
    @Inject
    public Heartbeat(
            SessionRegistry registry, Settings settings, Refusals refusals, Endings endings, @Own Clock clock) {
        this.registry = registry;
        this.settings = settings;
        this.refusals = refusals;
        this.endings = endings;
        this.clock = clock;
    }

    /** How often {@link #beat} wants to be called, so that each session is visited often enough. */
    public Duration period() {
        Settings.Heartbeat beat = settings.heartbeat();
        long shortest = Math.min(beat.interval().toMillis(), beat.timeout().toMillis());
        long round = Math.max(SHORTEST_ROUND_MILLIS, Math.min(LONGEST_ROUND_MILLIS, shortest / 4));
        return Duration.ofMillis(round / SLICES);
    }

    /**
     * Visits the slices that are due: one if it is called as often as it wants, all if it is called seldom, as on
     * Payara, whose timers wait at least a second (HeartbeatIT). Called by one thread at a time.
     */
    public void beat() {
        Instant now = clock.instant();
        long period = period().toMillis();
        long periods = (now.toEpochMilli() - lastBeat + period / 2) / period;
        lastBeat = now.toEpochMilli();
        for (int i = 0; i < Math.max(1, Math.min(SLICES, periods)); i++) {
            registry.forEach(slice, SLICES, session -> visit(session, now));
            slice = (slice + 1) % SLICES;
        }
    }

    private void visit(ClientSession session, Instant now) {
        OutboundQueue queue = session.queue();
        long stillMillis = now.toEpochMilli() - queue.progress();
        boolean busy = queue.busy();
        if (queue.closing().isPresent() || queue.ended()) {
            closeAnyway(session, queue.closing().orElse(Disconnect.INTERNAL), stillMillis);
        } else if (busy && stillMillis > settings.outbound().stall().toMillis()) {
            session.closeNow(Disconnect.SLOW);
        } else if (session.identity().isEmpty() && late(session, now)) {
            refusals.note(Limit.SIGN_IN, () -> "a session from " + session.address());
            session.close(Disconnect.UNAUTHENTICATED);
        } else if (session.expired(now.minus(settings.auth().jwt().skew()))) {
            session.close(Disconnect.EXPIRED);
        } else {
            endings.of(session).ifPresentOrElse(session::close,
                    () -> judge(session, now.toEpochMilli(), queue.progress(), busy));
        }
    }

    /**
     * A client that does not read would keep a session open whose last words still wait; and so would a container that
     * failed to send, or to close, and says no more.
     */
    private static void closeAnyway(ClientSession session, Disconnect reason, long stillMillis) {
        if (stillMillis > CLOSING_MILLIS) {
            session.closeNow(reason);
        }
    }

    private boolean late(ClientSession session, Instant now) {
        return now.toEpochMilli() - session.openedAt() > settings.auth().timeout().toMillis();
    }

    private static void judge(ClientSession session, long now, long sentAt, boolean busy) {
        switch (session.liveness().judge(now, sentAt, busy)) {
            case PING -> session.ping();
            case STALE -> session.closeNow(Disconnect.STALE);
            case WELL -> { }
        }
    }
}
