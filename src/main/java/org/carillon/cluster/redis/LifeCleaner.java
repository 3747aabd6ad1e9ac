package org.carillon.cluster.redis;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.carillon.Member;

/**
 * Takes out the sessions of lives that are over. Of the nodes that find a life silent the first does it, and as long as
 * it goes on it keeps the claim; if it dies midway the claim ends by itself and another goes on with what is left.
 */
final class LifeCleaner {
    private static final System.Logger LOG = System.getLogger(LifeCleaner.class.getName());

    /** How many channels are drained at once. */
    private static final int CHANNELS = 64;
    /** What the number of signs of a life is once it is over. */
    private static final long OVER = -1;

    private final PresenceActs acts;
    private final Duration claim;
    private final BiConsumer<String, List<Member>> left;
    private final String own = UUID.randomUUID().toString();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * A cleaner.
     *
     * @param claim how long another waits for one that has stopped midway
     * @param left is told which members have left a channel
     */
    LifeCleaner(PresenceActs acts, Duration claim, BiConsumer<String, List<Member>> left) {
        this.acts = acts;
        this.claim = claim;
        this.left = left;
    }

    /** Cleans up after a life that has been silent, unless it has given another sign or another node does it. */
    void clean(String life, long signs) {
        if (underWay.add(life)) {
            claimed(life, signs).whenComplete((done, failure) -> {
                underWay.remove(life);
                if (failure != null) {
                    LOG.log(System.Logger.Level.INFO, "The sessions of a node that is gone could not all be taken out; "
                            + "it is tried again", failure);
                }
            });
        }
    }

    private CompletionStage<Boolean> claimed(String life, long signs) {
        return acts.claim(life, signs, own, claim).thenCompose(
                mine -> mine ? round(life) : CompletableFuture.completedStage(false));
    }

    private CompletionStage<Boolean> round(String life) {
        return acts.enrolled(life, CHANNELS).thenCompose(channels -> channels.isEmpty()
                ? acts.release(life).thenApply(done -> true)
                : drained(life, channels)
                        .thenCompose(done -> acts.strike(life, channels))
                        .thenCompose(done -> claimed(life, OVER)));
    }

    private CompletionStage<?> drained(String life, List<String> channels) {
        return CompletableFuture.allOf(channels.stream()
                .map(channel -> drained(life, channel).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Boolean> drained(String life, String channel) {
        return acts.drain(channel, life).thenCompose(drained -> {
            left.accept(channel, drained.left());
            return drained.done() ? CompletableFuture.completedStage(true) : drained(life, channel);
        });
    }
}
