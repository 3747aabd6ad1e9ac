package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of one post, read without a thread that waits for the client. When it is there, or will not be, the request
 * is dispatched once more, to a thread that may carry out what was read: a container calls back on any thread.
 *
 * <p>As in an {@link Answer}, whoever reads gives that role up before it asks the container for more.
 */
final class PostBody implements ReadListener {
    private static final Logger LOG = System.getLogger(PostBody.class.getName());
    private static final int BUFFER = 4096;

    /** What has become of it. */
    enum Outcome {
        /** It is there. */
        WHOLE,
        /** It is larger than a message may be. */
        TOO_LARGE,
        /** It took too long. */
        LATE,
        /** A newer post has come, or the session has ended. */
        GIVEN_UP
    }

    private enum State {
        WAITING, READING, OVER
    }

    private final AsyncContext context;
    private final ServletInputStream in;
    private final int limit;
    private final long length;
    private final long due;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    /** What is to become of it: the first that is known. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    PostBody(AsyncContext context, ServletInputStream in, long length, int limit, long due) {
        this.context = context;
        this.in = in;
        this.length = length;
        this.limit = limit;
        this.due = due;
    }

    /**
     * The body of a request, which becomes asynchronous; nothing is read yet.
     *
     * @param due when it must be there, in epoch milliseconds
     */
    static PostBody of(HttpServletRequest request, int limit, long due) throws IOException {
        ServletInputStream in = request.getInputStream();
        AsyncContext context = request.startAsync();
        context.setTimeout(0); // a container's own would go on while the post is carried out
        return new PostBody(context, in, request.getContentLengthLong(), limit, due);
    }

    /** Reads from now on. */
    void begin() {
        in.setReadListener(this);
    }

    /** What has become of it; asked when the request was dispatched. */
    Outcome outcome() {
        Outcome what = outcome.get();
        return what == null ? Outcome.GIVEN_UP : what;
    }

    /** What was read; asked when the request was dispatched. */
    byte[] bytes() {
        return read.toByteArray();
    }

    /** Reads no more if it should be there by now. */
    void endIfLate(long now) {
        if (now >= due) {
            end(Outcome.LATE);
        }
    }

    /** Reads no more, unless it has ended; a thread that is at it then ends it soon. */
    void end(Outcome why) {
        outcome.compareAndSet(null, why);
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            dispatch();
        }
    }

    private void dispatch() {
        try {
            context.dispatch();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A post had ended already", e);
        }
    }

    @Override
    public void onDataAvailable() {
        try {
            while (outcome.get() == null && in.isReady() && !in.isFinished()
                    && state.compareAndSet(State.WAITING, State.READING)) {
                int some = some();
                // Posts ended late on Payara whose end was left to onAllDataRead alone.
                boolean whole = some < 0 || read.size() == length || in.isFinished();
                state.set(State.WAITING);
                if (read.size() > limit) {
                    end(Outcome.TOO_LARGE);
                } else if (whole) {
                    end(Outcome.WHOLE);
                } else if (outcome.get() != null) {
                    end(outcome());
                }
            }
        } catch (IOException e) {
            onError(e);
        }
    }

    private int some() throws IOException {
        byte[] buffer = new byte[BUFFER];
        int some = in.read(buffer);
        read.write(buffer, 0, Math.max(0, some));
        return some;
    }

    @Override
    public void onAllDataRead() {
        end(Outcome.WHOLE);
    }

    /** The connection is lost: nobody waits for an answer. */
    @Override
    public void onError(Throwable failure) {
        if (state.getAndSet(State.OVER) != State.OVER) {
            LOG.log(Level.DEBUG, "The connection of a post was lost", failure);
            try {
                context.complete();
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "A post had ended already", e);
            }
        }
    }
}
