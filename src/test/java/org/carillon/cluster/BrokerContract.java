package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Broker} must do. News may come a little later than the call that causes it. */
public abstract class BrokerContract {
    /** The policy of a channel with a rate, which every broker under test has to have. */
    public static final String LIMITED = "limited publishes=5/s";

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Retention RETENTION = new Retention(100, 1 << 20, Duration.ofHours(24));

    protected final ManualClock clock = new ManualClock();
    private final List<Object> news = Collections.synchronizedList(new ArrayList<>());
    private final List<String> flushes = Collections.synchronizedList(new ArrayList<>());
    private Broker broker;

    /** A new broker whose streams are empty. */
    protected abstract Broker create(
            Function<String, Retention> retention, Settings.Idempotency idempotency, Clock clock);

    @BeforeEach
    void listen() {
        broker = create(channel -> RETENTION, new Settings.Idempotency(WINDOW, 1000), clock);
        broker.listen(new Broker.Listener() {
            @Override
            public void noted(Publication publication) {
                news.add(publication);
            }

            @Override
            public void noted(MemberChange change) {
                news.add(change);
            }

            @Override
            public void flush(String channel) {
                flushes.add(channel + " after " + news.size());
            }

            @Override
            public void broken(String channel) {
                news.add("broken " + channel);
            }
        });
    }

    private static Draft draft(String channel, String content, String key) {
        return new Draft(channel, Kind.CHAT, "anna", false, Content.json(content), "slot", key);
    }

    private Broker.Receipt publish(String channel, String content, String key) {
        return broker.publish(draft(channel, content, key)).toCompletableFuture().join();
    }

    private Position follow(String channel) {
        return broker.follow(channel).toCompletableFuture().join();
    }

    private void awaitNews(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> news.size() >= count);
        assertThat(news).hasSize(count);
    }

    private List<Long> offsets(String channel) {
        synchronized (news) {
            return news.stream().filter(Publication.class::isInstance).map(Publication.class::cast)
                    .filter(publication -> publication.channel().equals(channel))
                    .map(publication -> publication.position().offset()).toList();
        }
    }

    @Test
    void publish_receipts_countFromOneInOneEpoch() {
        Broker.Receipt first = publish("a", "1", "");
        Broker.Receipt second = publish("a", "2", "");

        assertThat(first.position().offset()).isEqualTo(1);
        assertThat(second.position()).isEqualTo(new Position(first.position().epoch(), 2));
        assertThat(first.position().epoch()).isNotEmpty().hasSizeLessThan(40);
        assertThat(first.duplicate()).isFalse();
    }

    @Test
    void publish_otherChannel_countsForItself() {
        publish("a", "1", "");

        assertThat(publish("b", "1", "").position().offset()).isEqualTo(1);
    }

    @Test
    void publish_followed_isToldAsItWasDraftedThenFlushed() {
        follow("a");
        Broker.Receipt receipt = publish("a", "{\"x\":1.0}", "key");
        awaitNews(1);

        assertThat(news).containsExactly(new Publication("a", receipt.position(), Kind.CHAT, "anna", false,
                receipt.time(), Content.json("{\"x\":1.0}"), "slot"));
        assertThat(receipt.time()).isEqualTo(clock.millis());
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> flushes.contains("a after 1"));
    }

    @Test
    void follow_later_newsGoOnAfterThePositionReturned() {
        publish("a", "1", "");
        publish("a", "2", "");
        Position position = follow("a");
        publish("a", "3", "");
        awaitNews(1);

        assertThat(position.offset()).isEqualTo(2);
        assertThat(offsets("a")).containsExactly(3L);
    }

    @Test
    void follow_unknownStream_positionBeforeTheFirst() {
        Position position = follow("new");

        assertThat(position.offset()).isZero();
        assertThat(publish("new", "1", "").position().epoch()).isEqualTo(position.epoch());
    }

    @Test
    void unfollow_nothingMoreIsToldAndThePositionGoesOn() {
        follow("a");
        publish("a", "1", "");
        awaitNews(1);
        broker.unfollow("a");
        publish("a", "2", "");
        Position again = follow("a");
        publish("a", "3", "");
        awaitNews(2);

        assertThat(again.offset()).isEqualTo(2);
        assertThat(offsets("a")).containsExactly(1L, 3L);
    }

    @Test
    void unfollow_neverFollowed_withoutEffect() {
        broker.unfollow("never");

        assertThat(publish("never", "1", "").position().offset()).isEqualTo(1);
    }

    @Test
    void publish_sameKeyAgain_oldReceiptAndNoSecondNews() {
        follow("a");
        Broker.Receipt first = publish("a", "1", "k");
        clock.advance(WINDOW);
        Broker.Receipt again = publish("a", "1", "k");
        publish("a", "2", "");
        awaitNews(2);

        assertThat(again).isEqualTo(new Broker.Receipt(first.position(), first.time(), true));
        assertThat(offsets("a")).as("no gap and no duplicate").containsExactly(1L, 2L);
    }

    @Test
    void publish_sameKeyOtherContent_conflictAndNothingIsPublished() {
        publish("a", "1", "k");

        assertThatThrownBy(() -> publish("a", "2", "k")).isInstanceOf(CompletionException.class)
                .cause().isInstanceOfSatisfying(RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(publish("a", "3", "").position().offset()).isEqualTo(2);
    }

    @Test
    void publish_sameKeyAsBytesAndAsText_conflict() {
        Draft bytes = new Draft("a", Kind.CHAT, "anna", false, Content.bytes(new byte[] {1, 2, 3}), "slot", "k");
        broker.publish(bytes).toCompletableFuture().join();

        assertThatThrownBy(() -> publish("a", bytes.content().json(), "k")).isInstanceOf(CompletionException.class);
    }

    @Test
    void publish_sameKeyInAnotherChannel_isAnother() {
        publish("a", "1", "k");

        assertThat(publish("b", "2", "k").duplicate()).isFalse();
    }

    @Test
    void publish_sameKeyAfterTheWindow_isPublishedAnew() {
        publish("a", "1", "k");
        clock.advance(WINDOW.plusMillis(1));

        assertThat(publish("a", "2", "k").duplicate()).isFalse();
    }

    private static RefusedException refusal(Throwable failure) {
        assertThat(failure).isInstanceOf(CompletionException.class).cause().isInstanceOf(RefusedException.class);
        return (RefusedException) failure.getCause();
    }

    @Test
    void publish_moreInASecondThanTheChannelTakes_tooManyAndNothingIsPublished() {
        for (int i = 1; i <= 5; i++) {
            assertThat(publish("limited", "1", i == 1 ? "k" : "").position().offset()).isEqualTo(i);
        }

        assertThatThrownBy(() -> publish("limited", "1", "new")).satisfies(failure -> {
            assertThat(refusal(failure).code()).isEqualTo(ErrorCode.TOO_MANY);
            assertThat(refusal(failure).retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        });
        assertThat(publish("limited", "1", "k").duplicate()).as("a repetition costs nothing").isTrue();
        assertThat(publish("other", "1", "").position().offset()).as("other channels").isEqualTo(1);
        Draft portal = new Draft("limited", Kind.MESSAGE, Carillon.PORTAL, false, Content.json("1"), "", "");
        assertThat(broker.publish(portal).toCompletableFuture().join().position().offset()).as("the portal's")
                .isEqualTo(6);
    }

    @Test
    void publish_afterTheRateWasUsedUp_goesOnAfterAWhile() {
        for (int i = 1; i <= 5; i++) {
            publish("limited", "1", "");
        }

        Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> {
            clock.advance(Duration.ofMillis(100));
            assertThat(publish("limited", "2", "").position().offset()).isEqualTo(6);
        });
    }

    @Test
    void publish_byManyThreads_toldInTheOrderOfTheirOffsetsWithoutGaps() throws Exception {
        int threads = 4;
        int each = 500;
        follow("a");
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String content = "" + i;
            work.add(executor.submit(() -> {
                for (int j = 0; j < each; j++) {
                    publish("a", content, "");
                }
            }));
        }
        for (Future<?> one : work) {
            one.get(60, TimeUnit.SECONDS);
        }
        executor.shutdown();
        awaitNews(threads * each);

        assertThat(offsets("a")).containsExactlyElementsOf(
                LongStream.rangeClosed(1, (long) threads * each).boxed().toList());
    }
}
