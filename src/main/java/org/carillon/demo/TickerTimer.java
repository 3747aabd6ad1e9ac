package org.carillon.demo;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.jspecify.annotations.Nullable;

/** Publishes the market's prices each second, while somebody is in the lobby. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class TickerTimer {
    private static final Logger LOG = System.getLogger(TickerTimer.class.getName());
    private static final long PERIOD = 1000;

    @Resource
    private @Nullable TimerService timers;

    @Inject
    private Carillon carillon;

    @Inject
    private DemoSwitch demo;

    private final Ticker ticker = new Ticker(new Market(new Random()));
    private final AtomicBoolean ticking = new AtomicBoolean();

    /** Made by the container. */
    public TickerTimer() {}

    /** Starts the timer, if the demo is on. */
    @PostConstruct
    public void start() {
        if (demo.on() && timers != null) {
            timers.createIntervalTimer(PERIOD, PERIOD, new TimerConfig("carillon-demo-ticker", false));
        }
    }

    /** One round; skipped while the last one still runs, and the last of all where there is no ticker. */
    @Timeout
    public void tick(Timer timer) {
        if (ticking.compareAndSet(false, true)) {
            try {
                ticker.tick(carillon);
            } catch (RefusedException e) {
                refused(timer, e);
            } finally {
                ticking.set(false);
            }
        }
    }

    private static void refused(Timer timer, RefusedException refusal) {
        if (refusal.code() == ErrorCode.NO_SUCH_CHANNEL) {
            LOG.log(Level.INFO, "The demo''s ticker stays off: {0}", refusal.getMessage());
            timer.cancel();
        } else {
            LOG.log(Level.DEBUG, "The demo''s ticker left a round out: {0}", refusal.getMessage());
        }
    }
}
