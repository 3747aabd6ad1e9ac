package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import org.carillon.node.ChannelPolicy;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;

/** The messages of a round, ready for subscribers: each is offered all that concern it, in order. Shared by threads. */
final class Delivery {
    private final List<Run> runs;

    /** Messages that are offered in the same way. */
    private sealed interface Run {
        void to(Subscription subscription);
    }

    /** Publications, one after the other. */
    private record Ordered(Batch batch) implements Run {
        @Override
        public void to(Subscription subscription) {
            subscription.offer(batch.frames(subscription.format()));
        }
    }

    /** One publication of a channel of which only the newest of a slot waits; whole, since parts of it mean nothing. */
    private record Latest(Batch batch, String slot) implements Run {
        @Override
        public void to(Subscription subscription) {
            subscription.offer(batch.frames(subscription.format().whole()).get(0), slot);
        }
    }

    /** Changes of members, for those who want to know them. */
    private record Members(Batch batch) implements Run {
        @Override
        public void to(Subscription subscription) {
            if (subscription.watching()) {
                subscription.offer(batch.frames(subscription.format()));
            }
        }
    }

    /** The messages of a channel of this policy. */
    Delivery(ChannelPolicy policy, List<ServerMessage> messages, Framer framer) {
        List<Run> all = new ArrayList<>(1);
        int from = 0;
        for (int i = 1; i <= messages.size(); i++) {
            if (i == messages.size() || published(messages.get(i)) != published(messages.get(from))) {
                add(all, policy, messages.subList(from, i), framer);
                from = i;
            }
        }
        this.runs = List.copyOf(all);
    }

    private static void add(List<Run> all, ChannelPolicy policy, List<ServerMessage> alike, Framer framer) {
        if (!published(alike.get(0))) {
            all.add(new Members(new Batch(alike, framer)));
        } else if (policy.queue() == ChannelPolicy.Queue.LATEST) {
            for (ServerMessage each : alike) {
                String slot = ((ServerMessage.Published) each).publication().slot();
                all.add(new Latest(new Batch(List.of(each), framer), slot));
            }
        } else {
            all.add(new Ordered(new Batch(alike, framer)));
        }
    }

    /** Offers everything to one subscriber. */
    void to(Subscription subscription) {
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).to(subscription);
        }
    }

    private static boolean published(ServerMessage message) {
        return message instanceof ServerMessage.Published;
    }
}
