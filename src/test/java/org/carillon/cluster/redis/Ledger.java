package org.carillon.cluster.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;

/** Follows a channel of a broker as a node does, and writes down what it is told. */
final class Ledger implements Broker.Listener {
    final List<Publication> told = Collections.synchronizedList(new ArrayList<>());
    final List<Position> begun = Collections.synchronizedList(new ArrayList<>());
    private final Broker broker;

    Ledger(Broker broker) {
        this.broker = broker;
        broker.listen(this);
    }

    Ledger follow(String channel) {
        begun.add(broker.follow(channel).toCompletableFuture().join());
        return this;
    }

    @Override
    public void noted(Publication publication) {
        told.add(publication);
    }

    @Override
    public void noted(MemberChange change) {
        throw new IllegalStateException("nobody came or went");
    }

    @Override
    public void flush(String channel) {}

    @Override
    public void broken(String channel) {
        broker.unfollow(channel);
        again(channel);
    }

    private void again(String channel) {
        broker.follow(channel).whenComplete((position, error) -> {
            if (error == null) {
                begun.add(position);
            } else {
                again(channel);
            }
        });
    }

    List<Long> offsets() {
        synchronized (told) {
            return told.stream().map(each -> each.position().offset()).toList();
        }
    }

    List<String> contents() {
        synchronized (told) {
            return told.stream().map(each -> each.content().json()).toList();
        }
    }

    void awaitTold(int count) {
        Awaitility.await().atMost(RedisBench.PATIENCE).until(() -> told.size() >= count);
    }
}
