package org.carillon.cluster.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker.Receipt;
import org.carillon.node.Lane;
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
    /** By primary what waits for the next question; none where no question is under way. */
    private final Map<RedisLink.Node, List<Waiting>> waiting = new HashMap<>();

    /** A receipt that is not handed on yet. */
    private record Waiting(CompletableFuture<Receipt> stage, Receipt receipt) {}

    Replicas(RedisConnections connections, RedisScripts scripts, Executor executor) {
        this.scripts = scripts;
        this.lane = new Lane(executor);
        this.wanted = connections.settings().replicas();
        this.patience = Math.max(connections.settings().timeout().toMillis() * 2 / 3, 1);
    }

    /** Refuses a publication. */
    void refuse(CompletableFuture<Receipt> stage, RefusedException refusal) {
        lane.execute(() -> stage.completeExceptionally(refusal));
    }

    /** Hands a receipt on that came from a primary, as soon as it is safe. */
    void settle(RedisLink link, RedisLink.Node node, CompletableFuture<Receipt> stage, Receipt receipt) {
        if (wanted == 0) {
            lane.execute(() -> stage.complete(receipt));
            return;
        }
        List<Waiting> round;
        synchronized (this) {
            @Nullable List<Waiting> next = waiting.get(node);
            if (next != null) {
                next.add(new Waiting(stage, receipt));
                return;
            }
            waiting.put(node, new ArrayList<>());
            round = List.of(new Waiting(stage, receipt));
        }
        ask(link, node, round);
    }

    private void ask(RedisLink link, RedisLink.Node node, List<Waiting> round) {
        node.publishing().async().waitForReplication(wanted, patience).whenComplete((count, error) -> {
            answered(link, round, error == null && count != null ? count : 0, error);
            List<Waiting> next;
            synchronized (this) {
                next = waiting.getOrDefault(node, List.of());
                if (next.isEmpty()) {
                    waiting.remove(node);
                    return;
                }
                waiting.put(node, new ArrayList<>());
            }
            ask(link, node, next);
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
