package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.carillon.session.Transport.Completion;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request, written piece by piece by whoever has something, without ever waiting for the client. A
 * piece has left when the container takes the next one.
 *
 * <p>One thread at a time is {@link State#BUSY}. Before it asks the container, which may call back on another thread
 * before it has answered, it gives the role up; whoever takes it then goes on.
 */
final class Answer implements WriteListener, AsyncListener {
    private static final Logger LOG = System.getLogger(Answer.class.getName());

    /** Who may write. */
    private enum State {
        /** The container, as soon as it can take something. */
        BLOCKED,
        /** Whoever has something. */
        IDLE,
        /** The one thread that is at it. */
        BUSY,
        /** Nobody any more. */
        OVER
    }

    /** Some bytes, and who is told when they have left. */
    private record Piece(byte[] bytes, Completion sent) {}

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Runnable lost;
    private final AtomicReference<State> state = new AtomicReference<>(State.BLOCKED);
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Piece> underWay = new AtomicReference<>();
    private volatile boolean last;

    Answer(AsyncContext context, ServletOutputStream out, Runnable lost) {
        this.context = context;
        this.out = out;
        this.lost = lost;
    }

    /**
     * Begins an answer.
     *
     * @param lost is called once if the connection ends before the answer does
     */
    static Answer begin(HttpServletRequest request, HttpServletResponse response, Runnable lost) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        return on(start(request), response, lost);
    }

    /** Keeps proxies and browsers from making something else of an answer. */
    static void head(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    /** Lets a request wait, for as long as it takes. */
    static AsyncContext start(HttpServletRequest request) {
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        return context;
    }

    /** Begins the answer to a request that waits; its status and type are set. */
    static Answer on(AsyncContext context, HttpServletResponse response, Runnable lost) throws IOException {
        head(response);
        // So that Undertow passes each piece on: it would keep the rest of its buffer when the socket is full, and not
        // say so. Payara's buffer cannot shrink, and is flushed without waiting.
        response.setBufferSize(1);
        Answer answer = new Answer(context, response.getOutputStream(), lost);
        context.addListener(answer);
        answer.out.setWriteListener(answer);
        return answer;
    }

    /** Writes a piece after those before it. */
    void write(byte[] bytes, Completion sent) {
        pieces.add(new Piece(bytes, sent));
        go();
        if (over()) {
            drop();
        }
    }

    /** Ends the answer when what was given has left; nothing may follow. */
    void end() {
        last = true;
        go();
    }

    /** Ends the answer now, whatever has left. */
    void abort() {
        if (state.getAndSet(State.OVER) != State.OVER) {
            complete();
            drop();
        }
    }

    /** Whether it has ended. */
    boolean over() {
        return state.get() == State.OVER;
    }

    private void go() {
        if (state.compareAndSet(State.IDLE, State.BUSY)) {
            drain();
        }
    }

    private void drain() {
        try {
            while (taken()) {
                left();
                Piece next = pieces.poll();
                if (next != null) {
                    underWay.set(next);
                    // One write and one flush: for as much Payara promises not to wait when it said that it is ready.
                    out.write(next.bytes);
                    out.flush();
                } else if (rests()) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        if (over()) {
            drop();
        }
    }

    /** Whether this thread goes on, since the container takes more; if not, whoever is called back does. */
    private boolean taken() {
        return state.compareAndSet(State.BUSY, State.BLOCKED) && out.isReady()
                && state.compareAndSet(State.BLOCKED, State.BUSY);
    }

    private void left() {
        Piece piece = underWay.getAndSet(null);
        if (piece != null) {
            piece.sent.sent(false);
        }
    }

    /** With nothing to write: ends or rests; false if something came meanwhile. */
    private boolean rests() {
        if (last && pieces.isEmpty()) {
            if (state.compareAndSet(State.BUSY, State.OVER)) {
                complete();
            }
            return true;
        }
        boolean rests = state.compareAndSet(State.BUSY, State.IDLE);
        return !rests || pieces.isEmpty() && !last || !state.compareAndSet(State.IDLE, State.BUSY);
    }

    private void fail(Throwable failure) {
        if (state.getAndSet(State.OVER) != State.OVER) {
            LOG.log(Level.DEBUG, "The connection of an answer was lost", failure);
            complete();
            drop();
            lost.run();
        }
    }

    /** The container may have completed a request whose connection is gone. */
    private void complete() {
        try {
            context.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "An answer had ended already", e);
        }
    }

    private void drop() {
        Piece first = underWay.getAndSet(null);
        if (first != null) {
            first.sent.sent(true);
        }
        for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.sent.sent(true);
        }
    }

    @Override
    public void onWritePossible() {
        if (state.compareAndSet(State.BLOCKED, State.BUSY)) {
            drain();
        }
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure);
    }

    @Override
    public void onError(AsyncEvent event) {
        fail(event.getThrowable() == null ? new IOException("the request failed") : event.getThrowable());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        fail(new IOException("the container has ended the request"));
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        fail(new IOException("the container has given the request up"));
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody dispatches it.
    }
}
