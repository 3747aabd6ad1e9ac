package org.carillon.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;

/** A broker whose log answers when the test says so, as one that reads from elsewhere does. */
final class LateBroker implements Broker {
    private final Broker broker;
    private final Queue<Read> reads = new ArrayDeque<>();
    private final Queue<Follow> follows = new ArrayDeque<>();
    private boolean late;
    private boolean lateFollows;

    private record Read(String channel, Range range, CompletableFuture<Slice> answer) {}

    private record Follow(String channel, CompletableFuture<Position> answer) {}

    LateBroker(Broker broker) {
        this.broker = broker;
    }

    /** From now on reads wait for {@link #answer}, or no longer; whether they did before. */
    boolean late(boolean now) {
        boolean before = late;
        late = now;
        return before;
    }

    /** From now on a channel is followed only at {@link #answerFollow}, or at once again. */
    void lateFollows(boolean now) {
        lateFollows = now;
    }

    /** Lets the oldest wait to follow end: the channel is followed from now on. */
    void answerFollow() {
        Follow follow = follows.remove();
        broker.follow(follow.channel).thenAccept(follow.answer::complete);
    }

    /** Refuses the oldest wait to follow. */
    void refuseFollow() {
        follows.remove().answer.completeExceptionally(new RefusedException(ErrorCode.UNAVAILABLE, "try again"));
    }

    /** How many reads wait. */
    int waiting() {
        return reads.size();
    }

    /** Answers the oldest read by what the log holds now. */
    void answer() {
        Read read = reads.remove();
        broker.read(read.channel, read.range).thenAccept(read.answer::complete);
    }

    /** Refuses so many of the oldest reads. */
    void refuse(int count) {
        for (int i = Math.min(count, reads.size()); i > 0; i--) {
            reads.remove().answer.completeExceptionally(new RefusedException(ErrorCode.UNAVAILABLE, "try again"));
        }
    }

    @Override
    public CompletionStage<Slice> read(String channel, Range range) {
        if (!late) {
            return broker.read(channel, range);
        }
        Read read = new Read(channel, range, new CompletableFuture<>());
        reads.add(read);
        return read.answer;
    }

    @Override
    public void listen(Listener listener) {
        broker.listen(listener);
    }

    @Override
    public CompletionStage<Receipt> publish(Draft draft) {
        return broker.publish(draft);
    }

    @Override
    public CompletionStage<Position> follow(String channel) {
        if (!lateFollows) {
            return broker.follow(channel);
        }
        Follow follow = new Follow(channel, new CompletableFuture<>());
        follows.add(follow);
        return follow.answer;
    }

    @Override
    public void unfollow(String channel) {
        broker.unfollow(channel);
    }
}
