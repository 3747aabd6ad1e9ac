package org.carillon.cluster.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions of one link are asked for and not confirmed, and which are ended and not gone. The client takes a
 * command that subscribes for done at any confirmation, so what Redis says of each topic is noted here; it answers in
 * order. Its own monitor guards it; stages are completed with nothing held.
 */
final class Subscriptions {
    private final Map<String, Deque<CompletableFuture<Void>>> asked = new HashMap<>();
    private final Map<String, Integer> leaving = new HashMap<>();
    private boolean over;

    /** A topic is asked for; completes when it is confirmed. */
    synchronized CompletableFuture<Void> ask(String topic) {
        if (over) {
            return CompletableFuture.failedFuture(RedisFailures.away());
        }
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        asked.computeIfAbsent(topic, any -> new ArrayDeque<>()).add(confirmed);
        return confirmed;
    }

    /** Redis has said that a topic is subscribed to. */
    void confirmed(String topic) {
        CompletableFuture<Void> first = first(topic);
        if (first != null) {
            first.complete(null);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> first(String topic) {
        Deque<CompletableFuture<Void>> waiting = asked.get(topic);
        CompletableFuture<Void> first = waiting == null ? null : waiting.poll();
        if (waiting != null && waiting.isEmpty()) {
            asked.remove(topic);
        }
        return first;
    }

    /** Redis does not subscribe to a topic. */
    void refused(String topic, CompletableFuture<Void> confirmed, Throwable error) {
        synchronized (this) {
            Deque<CompletableFuture<Void>> waiting = asked.get(topic);
            if (waiting != null && waiting.remove(confirmed) && waiting.isEmpty()) {
                asked.remove(topic);
            }
        }
        confirmed.completeExceptionally(error);
    }

    /** A subscription is ended by us. */
    synchronized void leave(String topic) {
        leaving.merge(topic, 1, Integer::sum);
    }

    /** Redis has said that a subscription has ended; whether that was by us. */
    synchronized boolean left(String topic) {
        Integer before = leaving.get(topic);
        if (before == null) {
            return false;
        }
        leaving.compute(topic, (name, count) -> before == 1 ? null : before - 1);
        return true;
    }

    /** The link has ended: nothing more is confirmed. */
    void end() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        synchronized (this) {
            over = true;
            asked.values().forEach(all::addAll);
            asked.clear();
        }
        all.forEach(each -> each.completeExceptionally(RedisFailures.away()));
    }
}
