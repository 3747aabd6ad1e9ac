package org.carillon.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.carillon.TokenVerifier;
import org.carillon.call.CallService;
import org.carillon.cluster.Upkeep;
import org.carillon.endpoint.OriginPolicy;
import org.carillon.endpoint.TransferMemory;
import org.carillon.endpoint.Transports;
import org.carillon.endpoint.http.Links;
import org.carillon.limit.Overload;
import org.carillon.presence.PresenceService;
import org.carillon.session.Control;
import org.carillon.session.Drain;
import org.carillon.session.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * The container's timer that keeps sessions and members up to date. It starts with the deployment, which so fails at
 * once if a setting is bad, and takes no transactions.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class HeartbeatTimer {
    private static final Logger LOG = System.getLogger(HeartbeatTimer.class.getName());

    @Resource
    private @Nullable TimerService timers;

    @Inject
    private @Nullable Heartbeat heartbeat;

    @Inject
    private @Nullable PresenceService presence;

    @Inject
    private @Nullable CallService calls;

    /** Asked for so that keys and origins are read now: WildFly makes the filter at the first request only. */
    @Inject
    private @Nullable TokenVerifier verifier;

    @Inject
    private @Nullable OriginPolicy origins;

    @Inject
    private @Nullable TransferMemory transfers;

    @Inject
    private @Nullable Links links;

    @Inject
    private @Nullable Drain drain;

    @Inject
    private @Nullable Upkeep upkeep;

    @Inject
    private @Nullable NodeWatch nodes;

    @Inject
    private @Nullable Overload overload;

    @Inject
    private @Nullable Transports transports;

    /** Asked for so that it hears what other nodes say from the start. */
    @Inject
    private @Nullable Control control;

    private final AtomicBoolean beating = new AtomicBoolean();

    /** Made by the container. */
    public HeartbeatTimer() {}

    /** Starts the timer; the interval comes from the settings, so it cannot be an annotation. */
    @PostConstruct
    public void start() {
        if (timers == null || heartbeat == null || verifier == null || origins == null || control == null) {
            throw new IllegalStateException("the container injected nothing");
        }
        long period = heartbeat.period().toMillis();
        timers.createIntervalTimer(period, period, new TimerConfig("carillon-heartbeat", false));
    }

    /** One round; skipped while the last one still runs. */
    @Timeout
    public void beat() {
        if (heartbeat != null && presence != null && transfers != null && calls != null && links != null
                && upkeep != null && nodes != null && overload != null && transports != null
                    && beating.compareAndSet(false, true)) {
            try {
                Stream.<Runnable>of(heartbeat::beat, presence::sweep, transfers::sweep, calls::sweep, links::sweep,
                        upkeep::sweep, nodes::sweep, overload::sweep, transports::sweep)
                        .forEach(HeartbeatTimer::attempt);
            } finally {
                beating.set(false);
            }
        }
    }

    /** One part that fails keeps none from its turn, and Payara would end a timer that fails twice. */
    private static void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A part of the heartbeat failed; it is tried again at the next one", e);
        }
    }

    /** The last chance to tell sessions that the server stops, where the servlets' came too late. */
    @PreDestroy
    public void stop() {
        if (drain != null) {
            drain.run();
        }
    }
}
