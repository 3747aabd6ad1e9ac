package org.carillon.server;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carillon.RefusedException;

/** Waits for what a store answers, where a caller waits for us. */
final class Waiting {
    private Waiting() {}

    /**
     * What the stage completes with.
     *
     * @throws RefusedException if it completes with one
     */
    static <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RefusedException refusal ? refusal : e;
        }
    }
}
