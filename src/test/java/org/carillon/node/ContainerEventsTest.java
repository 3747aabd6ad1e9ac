package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of events that are fired where a store hands on its answers in order. */
@Timeout(30)
class ContainerEventsTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Executor answers = new Lane(threads);
    private final SeContainer container = SeContainerInitializer.newInstance().disableDiscovery()
            .addBeanClasses(Asker.class).initialize();
    private final Asker asker = container.select(Asker.class).get();
    private final Events events = new ContainerEvents(container.getBeanManager(),
            container.select(new TypeLiteral<Event<Object>>() {}, Any.Literal.INSTANCE).get(),
            TestSettings.of("carillon.store", "redis", "carillon.redis.url", "redis://127.0.0.1"), threads);

    /** Something that happened. */
    record Happening(int number) {}

    /** A bean of a portal that asks the store at each event. */
    @Singleton
    static class Asker {
        private final List<Integer> told = new CopyOnWriteArrayList<>();
        private Executor store = Runnable::run;

        void happened(@Observes Happening event) {
            CompletableFuture.runAsync(() -> { }, store).join();
            told.add(event.number());
        }
    }

    @AfterEach
    void close() {
        container.close();
        threads.shutdownNow();
    }

    @Test
    void fire_whereTheStoreAnswersAndTheObserverAsksIt_toldInOrder() {
        asker.store = answers;
        IntStream.range(0, 50).forEach(i -> answers.execute(() -> events.fire(new Happening(i))));

        await().untilAsserted(() -> assertThat(asker.told).isEqualTo(IntStream.range(0, 50).boxed().toList()));
    }
}
