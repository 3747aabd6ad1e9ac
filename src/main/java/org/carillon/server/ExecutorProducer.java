package org.carillon.server;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.jspecify.annotations.Nullable;

/** Hands out the container's default executor: Carillon starts no threads of its own. */
@Component
public class ExecutorProducer {
    @Resource
    private @Nullable ManagedExecutorService managed;

    /** Made by the container. */
    public ExecutorProducer() {}

    /** What flushes large channels. */
    @Produces
    @Singleton
    @Own
    public Executor executor() {
        if (managed == null) {
            throw new IllegalStateException("the container has no default ManagedExecutorService");
        }
        return new SureExecutor(managed);
    }
}
