package org.carillon.channel;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.carillon.ErrorCode;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Slice;
import org.carillon.protocol.ServerMessage;

/** Tells a recovery by {@code subscribed} replies: the first also says who is there. */
final class SubscribedPages implements Pages {
    private final String id;
    private final String channel;
    private final Position live;
    private final Consumer<ErrorCode> broken;
    private Optional<List<Member>> members;

    /**
     * Pages of one recovery.
     *
     * @param live the position after which the channel's messages go on if nothing can be recovered
     * @param broken ends the subscription, for a reason
     */
    SubscribedPages(
            String id, String channel, Position live, Optional<List<Member>> members, Consumer<ErrorCode> broken) {
        this.id = id;
        this.channel = channel;
        this.live = live;
        this.members = members;
        this.broken = broken;
    }

    @Override
    public List<ServerMessage> page(List<Publication> publications, Position reached, boolean last) {
        ServerMessage message = new ServerMessage.Subscribed(
                id, channel, reached, Optional.of(true), publications, !last, members);
        members = Optional.empty();
        return List.of(message);
    }

    @Override
    public List<ServerMessage> lost(Slice log) {
        return List.of(new ServerMessage.Subscribed(
                id, channel, live, Optional.of(false), List.of(), false, members));
    }

    @Override
    public List<ServerMessage> skipped(Position reached, long count, boolean last) {
        throw new IllegalStateException("a subscription is recovered as a whole or not at all");
    }

    @Override
    public void broken(ErrorCode code) {
        broken.accept(code);
    }
}
