package org.carillon.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * Hands receipts on, and where replicas are asked for, when enough of them have what was published. One question is
 * under way at a time and stands for all that was published before it.
 */
final class Replicas {
    private final RedisScripts scripts;
    private final Lane lane;
    private final int wanted;
    private final long patience;
    private final boolean cluster;
    private List<Waiting> waiting = new ArrayList<>();
    private @Nullable RedisLink asked;

    /** A receipt that is not handed on yet. */
    private record Waiting(RedisLink link, CompletableFuture<Receipt> stage, Receipt receipt) {}

    Replicas(RedisConnections connections, RedisScripts scripts, Executor executor) {
        this.scripts = scripts;
        this.lane = new Lane(executor);
        this.wanted = connections.settings().replicas();
        this.patience = Math.max(connections.settings().timeout().toMillis() * 2 / 3, 1);
        this.cluster = connections.settings().url().kind() == org.carillon.node.RedisUrl.Kind.CLUSTER;
    }

    /** Refuses a publication. */
    void refuse(CompletableFuture<Receipt> stage, RefusedException refusal) {
        lane.execute(() -> stage.completeExceptionally(refusal));
    }

    /** Hands a receipt on that came over a link, as soon as it is safe. */
    void settle(RedisLink link, CompletableFuture<Receipt> stage, Receipt receipt) {
        // In a Cluster the question would have to go to each node by itself.
        if (wanted == 0 || cluster) {
            lane.execute(() -> stage.complete(receipt));
            return;
        }
        synchronized (this) {
            waiting.add(new Waiting(link, stage, receipt));
            if (asked == link) {
                return;
            }
            asked = link;
        }
        ask(link);
    }

    private void ask(RedisLink link) {
        List<Waiting> round = new ArrayList<>();
        synchronized (this) {
            List<Waiting> others = new ArrayList<>();
            waiting.forEach(each -> (each.link == link ? round : others).add(each));
            waiting = others;
            if (round.isEmpty()) {
                asked = asked == link ? null : asked;
                return;
            }
        }
        link.commands().waitForReplication(wanted, patience).whenComplete((count, error) -> {
            answered(link, round, error == null && count != null ? count : 0, error);
            ask(link);
        });
    }

    private void answered(RedisLink link, List<Waiting> round, long count, @Nullable Throwable error) {
        if (count >= wanted) {
            lane.execute(() -> round.forEach(each -> each.stage.complete(each.receipt)));
            return;
        }
        RefusedException refusal = error == null ? tooFew(count) : scripts.failed(link, error);
        lane.execute(() -> round.forEach(each -> each.stage.completeExceptionally(refusal)));
    }

    private RefusedException tooFew(long count) {
        scripts.complain("only " + count + " of the " + wanted + " replicas of carillon.redis.replicas have what was "
                + "published");
        return new RefusedException(ErrorCode.UNAVAILABLE,
                "too few replicas of the store have this, so it may be lost; repeat it with the same key");
    }
}
