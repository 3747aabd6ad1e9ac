package org.carillon.channel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.carillon.session.EventLoop;

/** An event loop with a thread of its own. */
final class OneThread implements EventLoop, AutoCloseable {
    private final String name;
    private final ExecutorService thread;

    OneThread(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
    }

    String name() {
        return name;
    }

    @Override
    public void each(int count, IntConsumer step, Runnable done) {
        thread.execute(() -> {
            for (int i = 0; i < count; i++) {
                step.accept(i);
            }
            done.run();
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
