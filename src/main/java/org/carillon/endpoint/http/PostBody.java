package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The body of one request, read as it comes: a client that sends a byte now and then keeps no thread. One that takes
 * longer than it may is answered 408.
 */
final class PostBody implements ReadListener, AsyncListener {
    private static final Logger LOG = System.getLogger(PostBody.class.getName());
    /** Which attribute of the request is to be run when it is answered before its body has come. */
    static final String ABANDON = PostBody.class.getName();
    private static final int PIECE = 8192;

    private final AsyncContext context;
    private final ServletInputStream in;
    private final int most;
    private final Taker taker;
    private final Runnable abandon;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final AtomicBoolean over = new AtomicBoolean();

    /** What is done with a body. */
    interface Taker {

        /** Answers the request; false if the answer is given later, by the context of the request. */
        boolean take(byte[] body) throws IOException;
    }

    PostBody(AsyncContext context, ServletInputStream in, int most, Taker taker, Runnable abandon) {
        this.context = context;
        this.in = in;
        this.most = most;
        this.taker = taker;
        this.abandon = abandon;
    }

    /**
     * Reads a body: here and now if all of it has come already, else without waiting for it.
     *
     * @param most how many bytes are read at most
     * @param millis how long it may take
     */
    static void read(HttpServletRequest request, int most, long millis, Taker taker) throws IOException {
        ServletInputStream in = request.getInputStream();
        if (here(request)) {
            long length = request.getContentLengthLong();
            taker.take(in.readNBytes((int) Math.max(0, Math.min(most, length))));
            return;
        }
        AsyncContext context = request.isAsyncStarted() ? request.getAsyncContext() : request.startAsync();
        context.setTimeout(millis);
        PostBody body = new PostBody(context, in, most, taker,
                request.getAttribute(ABANDON) instanceof Runnable abandon ? abandon : () -> { });
        context.addListener(body);
        in.setReadListener(body);
    }

    /** Whether all of a request's body has come. */
    static boolean here(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        return length >= 0 ? request.getInputStream().available() >= length : without(request);
    }

    /** Whether a request that does not say how long its body is has none. */
    private static boolean without(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1") && request.getHeader("Transfer-Encoding") == null;
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] piece = new byte[PIECE];
        while (!over.get() && in.isReady()) {
            int count = in.read(piece, 0, Math.min(PIECE, most - gathered.size()));
            if (count < 0) {
                return;
            }
            gathered.write(piece, 0, count);
            if (gathered.size() >= most) {
                deliver();
            }
        }
    }

    @Override
    public void onAllDataRead() {
        deliver();
    }

    /** By another thread, since this may be one that reads from others too. */
    private void deliver() {
        if (over.compareAndSet(false, true)) {
            context.start(this::hand);
        }
    }

    private void hand() {
        boolean whole = true;
        try {
            whole = taker.take(gathered.toByteArray());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A request could not be answered", e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request failed", e);
            answer(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        if (whole) {
            complete();
        }
    }

    private void answer(int status) {
        if (context.getResponse() instanceof HttpServletResponse response && !response.isCommitted()) {
            response.setStatus(status);
            response.setHeader("Connection", "close");
        }
    }

    /** The container may have completed a request whose connection is gone. */
    private void complete() {
        abandon.run();
        try {
            context.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A request had ended already", e);
        }
    }

    private void giveUp(int status) {
        if (over.compareAndSet(false, true)) {
            answer(status);
            complete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.log(Level.DEBUG, "The body of a request broke off", failure);
        giveUp(HttpServletResponse.SC_BAD_REQUEST);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        giveUp(HttpServletResponse.SC_REQUEST_TIMEOUT);
    }

    @Override
    public void onError(AsyncEvent event) {
        giveUp(HttpServletResponse.SC_BAD_REQUEST);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        over.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody dispatches it.
    }
}
