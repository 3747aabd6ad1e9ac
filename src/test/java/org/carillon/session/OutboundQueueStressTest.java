package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.awaitility.Awaitility;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.testing.TestSettings;

/** Several threads offer while others report what has left. */
class OutboundQueueStressTest {
    private static final int FRAMES = 2000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Watches how it is used; frames leave within {@code send}, or by another thread a little later. */
    private static final class Watching implements Transport {
        private final boolean inline;
        private final List<String> messages = new ArrayList<>();
        private final AtomicInteger sending = new AtomicInteger();
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();
        private final LinkedBlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
        private volatile boolean overlapped;
        private volatile boolean sentAfterClose;
        private volatile int mostUnderWay;

        Watching(boolean inline) {
            this.inline = inline;
        }

        @Override
        public void send(Frame frame, Completion sent) {
            overlapped |= sending.incrementAndGet() > 1;
            sentAfterClose |= closes.get() > 0;
            mostUnderWay = Math.max(mostUnderWay, underWay.incrementAndGet());
            synchronized (messages) {
                messages.addAll(List.of(frame.text().split("\n")));
            }
            sending.decrementAndGet();
            if (inline) {
                underWay.decrementAndGet();
                sent.sent(false);
            } else {
                completions.add(sent);
            }
        }

        @Override
        public void ping() {}

        @Override
        public void close(Disconnect disconnect) {
            closes.incrementAndGet();
        }

        void completeUntil(AtomicBoolean over) throws InterruptedException {
            while (!over.get()) {
                Completion completion = completions.poll(1, TimeUnit.MILLISECONDS);
                if (completion != null) {
                    underWay.decrementAndGet();
                    completion.sent(false);
                }
            }
        }

        void completeAll() {
            for (Completion next = completions.poll(); next != null; next = completions.poll()) {
                next.sent(false);
            }
        }

        List<String> messages() {
            synchronized (messages) {
                return List.copyOf(messages);
            }
        }
    }

    @Property(tries = 12)
    void offer_byManyThreads_nothingLostNorReorderedAndOneDrainAtATime(
            @ForAll boolean inline, @ForAll boolean joins, @ForAll @IntRange(min = 2, max = 6) int threads)
            throws Exception {
        Watching transport = new Watching(inline);
        OutboundQueue queue = queue(joins, transport, "1073741824");
        run(threads, transport, thread -> offerAll(queue, thread), () -> Awaitility.await().atMost(LONGEST)
                .until(() -> transport.messages().size() == threads * FRAMES));

        List<String> messages = transport.messages();
        for (int i = 0; i < threads; i++) {
            String prefix = i + "-";
            assertThat(messages.stream().filter(message -> message.startsWith(prefix)))
                    .containsExactlyElementsOf(numbered(prefix));
        }
        assertThat(transport.overlapped).as("two threads drained at the same time").isFalse();
        assertThat(transport.mostUnderWay).isLessThanOrEqualTo(joins ? 1 : 32);
        Awaitility.await().atMost(LONGEST).until(() -> !queue.busy());
    }

    @Property(tries = 20)
    void close_whileOthersOffer_closedOnceAndNothingAfter(
            @ForAll boolean inline, @ForAll boolean joins, @ForAll boolean drop) throws Exception {
        Watching transport = new Watching(inline);
        OutboundQueue queue = queue(joins, transport, "1073741824");
        run(3, transport, thread -> {
            if (thread == 0) {
                Awaitility.await().atMost(LONGEST).until(() -> transport.messages().size() > 10);
                queue.close(Disconnect.SHUTDOWN, drop);
            } else {
                offerAll(queue, thread);
            }
        }, () -> Awaitility.await().atMost(LONGEST).until(queue::ended));

        assertThat(transport.closes).hasValue(1);
        assertThat(transport.sentAfterClose).isFalse();
        List<String> ofOne = transport.messages().stream().filter(message -> message.startsWith("1-")).toList();
        assertThat(ofOne).as("a beginning, without gaps").isEqualTo(numbered("1-").subList(0, ofOne.size()));
    }

    @Property(tries = 20)
    void offer_byManyThreadsOverTheBound_closedOnceAsSlow(
            @ForAll boolean joins, @ForAll @IntRange(min = 2, max = 4) int threads) throws Exception {
        Watching transport = new Watching(false);
        OutboundQueue queue = queue(joins, transport, "1024");
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> offers = start(threads, executor, thread -> offerAll(queue, thread));
        for (Future<?> offer : offers) {
            offer.get(30, TimeUnit.SECONDS);
        }
        executor.shutdown();
        transport.completeAll();

        assertThat(transport.closes).hasValue(1);
        assertThat(queue.closing()).contains(Disconnect.SLOW);
        assertThat(transport.sentAfterClose).isFalse();
    }

    private interface Work {
        void of(int thread) throws Exception;
    }

    private interface Waiting {
        void untilDone();
    }

    private static OutboundQueue queue(boolean joins, Transport transport, String bound) {
        return new OutboundQueue(joins ? Dialect.JSONL : Dialect.JSON, transport, TestSettings.of(
                "carillon.limits.message", "1024", "carillon.outbound.bytes", bound).outbound(), Clock.systemUTC());
    }

    private static void offerAll(OutboundQueue queue, int thread) {
        numbered(thread + "-").forEach(text -> queue.offer(Frame.of(text)));
    }

    private static List<String> numbered(String prefix) {
        return Stream.iterate(0, i -> i + 1).limit(FRAMES).map(i -> prefix + i).toList();
    }

    /** Lets so many threads work at the same time, and another one report what has left. */
    private static void run(int threads, Watching transport, Work work, Waiting waiting) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
        try {
            Future<?> completing = executor.submit(() -> {
                transport.completeUntil(over);
                return null;
            });
            for (Future<?> each : start(threads, executor, work)) {
                each.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            }
            waiting.untilDone();
            over.set(true);
            completing.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
    }

    private static List<Future<?>> start(int threads, ExecutorService executor, Work work) {
        CountDownLatch go = new CountDownLatch(threads);
        List<Future<?>> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            started.add(executor.submit(() -> {
                go.countDown();
                go.await();
                work.of(thread);
                return null;
            }));
        }
        return started;
    }
}
