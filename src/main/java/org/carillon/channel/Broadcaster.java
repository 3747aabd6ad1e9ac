package org.carillon.channel;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;

/**
 * Hands publications to subscribers. What is published while a channel is being flushed gathers and leaves together in
 * the next round: idle, a publication leaves at once; busy, batches grow by themselves. Small channels are flushed by
 * the publishing thread, which saves the hand-over; large ones by an executor, so that a publisher is not held up.
 */
@Component
class Broadcaster implements Broker.Listener {
    /** How many rounds a publishing thread flushes for others before it hands over. */
    private static final int INLINE_ROUNDS = 4;
    /** The longest that a round is waited for, and the longest that is then gathered. */
    private static final long PACE_LIMIT_NANOS = 10_000_000;
    private static final long PACE_STEP_NANOS = 200_000;
    /** How many channels may keep a thread while they gather. */
    private static final int PACED_CHANNELS = 4;
    /** How many rounds a task may take: containers report tasks that seem to have no end. */
    private static final int PACED_ROUNDS = 200;
    /** How many times what may wait on the node of the publishers may wait on this one: they do not see how it is. */
    private static final long OVERRUN = 4;
    /** How many sessions are asked whether a round has left. */
    private static final int SAMPLES = 16;

    private static final Logger LOG = System.getLogger(Broadcaster.class.getName());

    private final ChannelRegistry channels;
    private final Executor executor;
    private final Settings.Outbound limits;
    private final Framer framer;
    private final int roundBytes;
    private final LongAdder deliveries;
    private final AtomicInteger paced = new AtomicInteger();

    @Inject
    Broadcaster(ChannelRegistry channels, Broker broker, @Own Executor executor, Settings settings, Metrics metrics) {
        this.channels = channels;
        this.executor = executor;
        this.limits = settings.outbound();
        this.framer = ClientSession.framer(settings);
        this.roundBytes = limits.bytes() / 2;
        this.deliveries = metrics.counter("carillon.deliveries", "Publications handed to sessions");
        broker.listen(this);
    }

    @Override
    public void noted(Publication publication) {
        Channel channel = channels.find(publication.channel());
        if (channel != null && channel.note(publication) > OVERRUN * limits.pending() && !channel.givenUp(true)) {
            giveUp(channel);
        }
    }

    /** Rather than to hold ever more of it: the log has it, and subscribers ask for what they missed. */
    private void giveUp(Channel channel) {
        try {
            executor.execute(() -> channels.breakUp(channel));
            LOG.log(Level.WARNING, "''{0}'' gets more than this node hands on, so its subscribers begin anew: publish "
                    + "slower, or add nodes (carillon.outbound.pending)", channel.name());
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, and locks of the broker may be held here", e);
            channel.givenUp(false);
        }
    }

    @Override
    public void noted(MemberChange change) {
        Channel channel = channels.find(change.channel());
        if (channel != null) {
            channel.note(change);
            if (channel.beginFlush() && !submitted(channel)) {
                // Locks of the broker may be held, so nothing may be sent here: the next flush takes the change along.
                channel.abandonFlush();
            }
        }
    }

    @Override
    public void flush(String name) {
        Channel channel = channels.find(name);
        if (channel == null || !channel.beginFlush()) {
            return;
        }
        if (channel.size() > limits.inline() || !run(channel, INLINE_ROUNDS)) {
            handOver(channel);
        }
    }

    @Override
    public void broken(String name) {
        try {
            executor.execute(() -> channels.breakUp(name));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so a channel is broken up here", e);
            channels.breakUp(name);
        }
    }

    private void handOver(Channel channel) {
        if (!submitted(channel)) {
            run(channel, Integer.MAX_VALUE);
        }
    }

    /** Whether the executor takes the channel; it does not when it is full or stops. */
    private boolean submitted(Channel channel) {
        try {
            executor.execute(() -> runPaced(channel));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so large channels are flushed by publishers", e);
            return false;
        }
    }

    /** Flushes up to so many rounds; whether nothing is left to do. */
    private boolean run(Channel channel, int rounds) {
        for (int i = 0; i < rounds; i++) {
            Channel.Round round = channel.nextRound(roundBytes);
            if (round == null) {
                return true;
            }
            Delivery delivery = delivery(channel.policy(), round);
            Subscription[] all = round.audience().all();
            each(all.length, at -> delivery.to(all[at]), () -> { });
        }
        return false;
    }

    /**
     * Flushes a large channel by the executor. Between two rounds it waits until most of the last one has left and then
     * gathers for as long again, within {@link #PACE_LIMIT_NANOS}: a write costs the same for one message as for many,
     * so under load fewer and larger rounds make everybody's messages arrive sooner. The first round leaves at once.
     * When more than a few channels are busy none may keep a thread: each queues again after a round, and gathers
     * meanwhile.
     */
    private void runPaced(Channel channel) {
        try {
            if (!paced(channel)) {
                handOver(channel);
            }
        } catch (InterruptedException e) {
            // The server stops: whoever is still there gets nothing more of this channel, rather than out of order.
            LOG.log(Level.DEBUG, "A channel is not flushed any more", e);
            Thread.currentThread().interrupt();
        }
    }

    /** Flushes for a while; whether nothing is left to do. */
    private boolean paced(Channel channel) throws InterruptedException {
        int rounds = paced.incrementAndGet() <= PACED_CHANNELS ? PACED_ROUNDS : 1;
        try {
            for (int i = 0; i < rounds; i++) {
                Channel.Round round = channel.nextRound(roundBytes);
                if (round == null) {
                    return true;
                }
                long start = System.nanoTime();
                handOut(delivery(channel.policy(), round), round.audience().parts());
                if (rounds > 1) {
                    long left = awaitLeft(round.audience().all(), start);
                    pause(left + Math.min(PACE_LIMIT_NANOS, left - start));
                }
            }
            return false;
        } finally {
            paced.decrementAndGet();
        }
    }

    /** Waits until most of a round has left; slow sessions hold it up for moments only. The time when it is over. */
    private static long awaitLeft(Subscription[] subscribers, long start) {
        long now = System.nanoTime();
        while (now - start < PACE_LIMIT_NANOS && mostlyBusy(subscribers)) {
            LockSupport.parkNanos(PACE_STEP_NANOS);
            now = System.nanoTime();
        }
        return now;
    }

    private static void pause(long until) {
        long now = System.nanoTime();
        while (now < until) {
            LockSupport.parkNanos(until - now);
            now = System.nanoTime();
        }
    }

    private static boolean mostlyBusy(Subscription[] subscribers) {
        int step = Math.max(1, subscribers.length / SAMPLES);
        int busy = 0;
        for (int i = subscribers.length - 1; i >= 0; i -= step) {
            busy += subscribers[i].session().queue().busy() ? 1 : 0;
        }
        return busy > SAMPLES / 4;
    }

    /** A round made ready to be handed on. */
    private Delivery delivery(ChannelPolicy policy, Channel.Round round) {
        long published = round.messages().stream().filter(ServerMessage.Published.class::isInstance).count();
        deliveries.add(published * round.audience().all().length);
        return new Delivery(policy, round.messages(), framer);
    }

    /** Hands a round on by the event loops that its subscribers belong to; returns when they are through with it. */
    private static void handOut(Delivery delivery, List<Audience.Part> parts) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(parts.size());
        for (Audience.Part part : parts) {
            Subscription[] subscribers = part.subscribers();
            part.loop().orElse(Broadcaster::each)
                    .each(subscribers.length, at -> delivery.to(subscribers[at]), busy::countDown);
        }
        busy.await();
    }

    /** The event loop that this thread is for those without one. */
    private static void each(int count, IntConsumer step, Runnable done) {
        Level level = Level.ERROR;
        for (int i = 0; i < count; i++) {
            try {
                step.accept(i);
            } catch (RuntimeException | Error e) {
                LOG.log(level, "A round could not be handed to a subscriber", e);
                level = Level.DEBUG; // the same defect for all of them is told once
            }
        }
        done.run();
    }
}
