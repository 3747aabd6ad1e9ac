package org.carillon.node;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Events of CDI: on this thread, and for asynchronous observers on others. An event that nobody observes costs one
 * look-up. What an observer throws is logged.
 *
 * <p>With a store whose answers come over threads that others wait for, plain observers are called by another thread,
 * one event after the other: one that asks the store something would else wait for what waits behind it.
 */
@Component
public class ContainerEvents implements Events {
    private static final Logger LOG = System.getLogger(ContainerEvents.class.getName());

    private final BeanManager beans;
    private final Event<Object> event;
    private final Optional<Executor> elsewhere;
    private final Map<Class<?>, Audience> audiences = new ConcurrentHashMap<>();

    private record Audience(boolean sync, boolean async) {}

    /** Fires events through the container. */
    @Inject
    public ContainerEvents(
            BeanManager beans, @Any Event<Object> event, Settings settings, @Own Executor executor) {
        this.beans = beans;
        this.event = event;
        this.elsewhere = settings.store().elsewhere() ? Optional.of(new Lane(executor)) : Optional.empty();
    }

    @Override
    public void fire(Object happening) {
        Audience audience = audiences.computeIfAbsent(happening.getClass(), type -> audience(happening));
        if (audience.async) {
            event.fireAsync(happening).exceptionally(e -> logged(happening, e));
        }
        if (audience.sync) {
            elsewhere.ifPresentOrElse(lane -> lane.execute(() -> tell(happening)), () -> tell(happening));
        }
    }

    private void tell(Object happening) {
        try {
            event.fire(happening);
        } catch (RuntimeException e) {
            logged(happening, e);
        }
    }

    /** Until one has been told it is not known who observes them. */
    @Override
    public boolean waitsForObservers(Class<?> type) {
        Audience audience = audiences.get(type);
        return elsewhere.isEmpty() && (audience == null || audience.sync);
    }

    private Audience audience(Object happening) {
        Set<ObserverMethod<? super Object>> observers = beans.resolveObserverMethods(happening);
        boolean async = observers.stream().anyMatch(ObserverMethod::isAsync);
        return new Audience(observers.stream().anyMatch(observer -> !observer.isAsync()), async);
    }

    private static Object logged(Object happening, Throwable e) {
        LOG.log(Logger.Level.WARNING, "An observer of " + happening.getClass().getSimpleName() + " failed", e);
        return happening;
    }
}
