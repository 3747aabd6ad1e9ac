package org.carillon.channel;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Frame;
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
        if (channel != null) {
            channel.note(publication);
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
            handOn(channel.policy(), round);
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
        int rounds = paced.incrementAndGet() <= PACED_CHANNELS ? PACED_ROUNDS : 1;
        Channel.Round round = channel.nextRound(roundBytes);
        try {
            for (int i = 1; round != null; i++) {
                long start = System.nanoTime();
                handOn(channel.policy(), round);
                if (i == rounds) {
                    break;
                }
                long left = awaitLeft(round.subscribers(), start);
                pause(left + Math.min(PACE_LIMIT_NANOS, left - start));
                round = channel.nextRound(roundBytes);
            }
        } finally {
            paced.decrementAndGet();
        }
        if (round != null) {
            handOver(channel);
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

    /** Hands on a round; a defect costs this round, not the channel, whose flush goes on. */
    private void handOn(ChannelPolicy policy, Channel.Round round) {
        try {
            handOnRuns(policy, round);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A round for channels like '" + policy.pattern() + "' could not be handed on", e);
        }
    }

    /** Splits a round into runs of publications and of changes of members, since not all want the latter. */
    private void handOnRuns(ChannelPolicy policy, Channel.Round round) {
        List<ServerMessage> messages = round.messages();
        int from = 0;
        for (int i = 1; i <= messages.size(); i++) {
            if (i == messages.size() || published(messages.get(i)) != published(messages.get(from))) {
                handOn(policy, messages.subList(from, i), round.subscribers());
                from = i;
            }
        }
    }

    private void handOn(ChannelPolicy policy, List<ServerMessage> run, Subscription[] subscribers) {
        if (!published(run.get(0))) {
            toWatching(new Batch(run, framer), subscribers);
            return;
        }
        if (policy.queue() == ChannelPolicy.Queue.LATEST) {
            run.forEach(message -> toSlot((ServerMessage.Published) message, subscribers));
        } else {
            toAll(new Batch(run, framer), subscribers);
        }
        deliveries.add((long) run.size() * subscribers.length);
    }

    private static void toAll(Batch batch, Subscription[] subscribers) {
        for (Subscription subscription : subscribers) {
            subscription.offer(batch.frames(subscription.format()));
        }
    }

    private static void toWatching(Batch batch, Subscription[] subscribers) {
        for (Subscription subscription : subscribers) {
            if (subscription.watching()) {
                subscription.offer(batch.frames(subscription.format()));
            }
        }
    }

    /** Large messages stay whole here: a part of one that was replaced would mean nothing. */
    private void toSlot(ServerMessage.Published message, Subscription[] subscribers) {
        Batch batch = new Batch(List.of(message), framer);
        String slot = message.publication().slot();
        for (Subscription subscription : subscribers) {
            Frame frame = batch.frames(subscription.format().whole()).get(0);
            subscription.offer(frame, slot);
        }
    }

    private static boolean published(ServerMessage message) {
        return message instanceof ServerMessage.Published;
    }
}
