package org.carillon.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.channel.CatchUp.Step;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Slice;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;
import org.jspecify.annotations.Nullable;

/**
 * Brings a subscriber what it missed, page by page as its queue empties, while what comes live is held in its feed; the
 * feed goes live with the last page. So there is neither a gap nor a duplicate, and a reply of any length needs no more
 * memory than a page.
 */
final class Recovery {
    private static final Logger LOG = System.getLogger(Recovery.class.getName());

    private final Broker broker;
    private final Executor executor;
    private final String channel;
    private final ClientSession session;
    private final Feed feed;
    private final CatchUp catchUp;
    private final int pageBytes;
    private final Pages pages;
    private volatile @Nullable Here here;

    /** A thread that reads pages although it sends, and whether it is to read one more. */
    private static final class Here {
        private final Thread thread;
        private boolean again;

        Here(Thread thread) {
            this.thread = thread;
        }
    }

    Recovery(
            Broker broker, Executor executor, String channel, ClientSession session, Feed feed, CatchUp catchUp,
            int pageBytes, Pages pages) {
        this.broker = broker;
        this.executor = executor;
        this.channel = channel;
        this.session = session;
        this.feed = feed;
        this.catchUp = catchUp;
        this.pageBytes = pageBytes;
        this.pages = pages;
    }

    /** Reads what is told first; what to do when it may be told. */
    CompletionStage<Runnable> begin() {
        return read().thenApply(step -> () -> opened(step));
    }

    private CompletionStage<Step> read() {
        int room = Math.min(pageBytes, session.queue().room());
        return broker.read(channel, catchUp.next(room)).thenApply(catchUp::take);
    }

    private void opened(Step step) {
        if (step instanceof Step.Lost lost) {
            session.queue().start(feed, frames(pages.lost(lost.log())));
        } else {
            // Since it was read, other recoveries of this session may have taken the room.
            tell(step instanceof Step.Page page ? catchUp.within(session.queue().room(), page) : step);
        }
    }

    private void tell(Step step) {
        if (step instanceof Step.Page page) {
            offer(pages.page(page.publications(), page.reached(), page.last()), page.last());
        } else if (step instanceof Step.Skipped skipped) {
            offer(pages.skipped(skipped.reached(), skipped.count(), skipped.last()), skipped.last());
        }
    }

    private void offer(List<ServerMessage> messages, boolean last) {
        List<Frame> frames = frames(messages);
        if (last) {
            session.queue().start(feed, frames);
        } else {
            session.queue().replay(feed, frames);
            session.queue().whenEmpty(this::refill);
        }
    }

    /** Called by whoever sends, which must not wait for the log. */
    private void refill() {
        try {
            executor.execute(this::goOn);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so a page is read by the thread that sends", e);
            goOnHere();
        }
    }

    /** Not by recursion: where a send is over at once, the next page is asked for from within it. */
    private void goOnHere() {
        Here outer = here;
        if (outer != null && outer.thread == Thread.currentThread()) {
            outer.again = true;
            return;
        }
        Here mine = new Here(Thread.currentThread());
        here = mine;
        do {
            mine.again = false;
            goOn();
        } while (mine.again);
        here = null;
    }

    private void goOn() {
        if (session.queue().ended(feed)) {
            session.queue().refilled();
            return;
        }
        read().whenComplete(this::goneOn);
    }

    private void goneOn(@Nullable Step step, @Nullable Throwable failure) {
        try {
            if (step != null && !(step instanceof Step.Lost)) {
                tell(step);
            } else {
                LOG.log(Level.DEBUG, () -> "The rest of '" + channel + "' could not be read", failure);
                pages.broken(code(failure));
            }
        } finally {
            session.queue().refilled();
        }
    }

    /** What a client does next depends on it: load all anew, or ask again for the rest. */
    private static ErrorCode code(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return ErrorCode.UNRECOVERABLE;
        }
        return cause instanceof RefusedException refusal ? refusal.code() : ErrorCode.INTERNAL;
    }

    private List<Frame> frames(List<ServerMessage> messages) {
        List<Frame> frames = new ArrayList<>(messages.size());
        messages.forEach(message -> frames.addAll(session.frames(message)));
        return frames;
    }
}
