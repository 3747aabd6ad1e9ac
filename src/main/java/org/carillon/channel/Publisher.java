package org.carillon.channel;

import java.util.concurrent.CompletionStage;
import org.carillon.ChannelEvent;
import org.carillon.ErrorCode;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.limit.Limit;
import org.carillon.limit.Refusals;
import org.carillon.node.Events;
import org.carillon.node.Failures;
import org.jspecify.annotations.Nullable;

/** Stores publications, then tells observers; what a channel's rate refuses is counted. It asks nobody's leave. */
final class Publisher {
    private final Streams streams;
    private final Events events;
    private final Refusals refusals;

    Publisher(Streams streams, Events events, Refusals refusals) {
        this.streams = streams;
        this.events = events;
        this.refusals = refusals;
    }

    /**
     * Publishes.
     *
     * @param limit the longest content, in UTF-8 bytes
     * @return the position, when the publication is safe; fails as the broker refuses
     * @throws RefusedException {@code too_large}
     */
    CompletionStage<Broker.Receipt> publish(Draft draft, int limit) {
        return streams.append(draft, limit).whenComplete((receipt, failure) -> {
            tell(draft, receipt);
            if (failure != null && tooMany(failure)) {
                refusals.note(Limit.PUBLISHES, () -> "'" + draft.channel() + "'");
            }
        });
    }

    /** Whether a broker refused because of the channel's rate. */
    private static boolean tooMany(Throwable failure) {
        return Failures.cause(failure) instanceof RefusedException refusal && refusal.code() == ErrorCode.TOO_MANY;
    }

    private void tell(Draft draft, Broker.@Nullable Receipt receipt) {
        if (receipt != null && !receipt.duplicate()) {
            Publication publication = draft.at(receipt.position(), receipt.time());
            events.fire(new ChannelEvent.Published(draft.channel(), publication));
        }
    }
}
