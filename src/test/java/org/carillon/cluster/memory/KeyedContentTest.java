package org.carillon.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Deaf;
import org.carillon.cluster.Draft;
import org.carillon.node.Retention;
import org.carillon.node.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a broker remembers of a publication that has a key. */
class KeyedContentTest {
    private final MemoryBroker broker =
            new MemoryBroker(channel -> Retention.NONE, 0,
                    new Settings.Idempotency(Duration.ofMinutes(5), 100), Clock.systemUTC());

    @BeforeEach
    void listen() {
        broker.listen(new Deaf());
    }

    @Test
    void keyedPublication_accepted_contentIsNotKept() {
        Content content = Content.json('"' + "x".repeat(1000) + '"');
        publish(content);
        WeakReference<String> kept = new WeakReference<>(content.json());
        content = Content.json("null");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(kept.refersTo(null)).as("the content is gone").isTrue();
        });
    }

    @Test
    void keyedPublication_again_isADuplicate() {
        assertThat(publish(Content.json("[1, 2]")).duplicate()).isFalse();
        assertThat(publish(Content.json("[1, 2]")).duplicate()).isTrue();
    }

    @Test
    void keyedPublication_sameTextAsBytes_isAConflict() {
        Content bytes = Content.bytes(new byte[] {1, 2, 3});
        publish(bytes);
        assertThatThrownBy(() -> publish(Content.json(bytes.json())))
                .isInstanceOf(CompletionException.class)
                .cause().isInstanceOfSatisfying(RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    private Broker.Receipt publish(Content content) {
        Draft draft = new Draft("orders", Publication.Kind.MESSAGE, "ann", false, content, "", "ann\nkey");
        return broker.publish(draft).toCompletableFuture().join();
    }
}
