package org.carillon.session;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.Component;
import org.carillon.node.Settings;

/** Waits for what a store answers, where a caller waits for us. */
@Component
public class Waiting {
    private static final Logger LOG = System.getLogger(Waiting.class.getName());
    /** A disk may take its time; but nobody waits for ever. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Duration patience;

    /** Waits for two commands to a Redis at most, each as long as {@code carillon.redis.timeout} says. */
    @Inject
    public Waiting(Settings settings) {
        this.patience = settings.store().elsewhere()
                ? settings.redis().timeout().multipliedBy(2) : LONG;
    }

    /**
     * What the stage completes with.
     *
     * @throws RefusedException if it completes with one; {@code unavailable} if it does not complete in time, and then
     *     it may have been done or not
     */
    public <T> T on(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RefusedException refusal ? refusal : new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw refusal("the store did not answer within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal("the thread that waited for the store was interrupted", e);
        }
    }

    private static RefusedException refusal(String what, Exception cause) {
        LOG.log(Level.DEBUG, what, cause);
        return new RefusedException(ErrorCode.UNAVAILABLE, what + ", so this may have been done or not");
    }
}
