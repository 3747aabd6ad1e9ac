package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * What another node answers, passed on as it comes: the next piece is asked for when the last one has left, so that
 * little of it is held here. Used by one thread at a time.
 */
final class RelayedAnswer implements HttpResponse.BodyHandler<Boolean> {
    private final AsyncContext context;
    private final HttpServletResponse response;
    private volatile boolean begun;
    private volatile @Nullable Answer answer;

    /** The answer to a request that waits. */
    RelayedAnswer(AsyncContext context, HttpServletResponse response) {
        this.context = context;
        this.response = response;
    }

    /** Whether something of it was taken over already. */
    boolean begun() {
        return begun;
    }

    @Override
    public HttpResponse.BodySubscriber<Boolean> apply(HttpResponse.ResponseInfo info) {
        begun = true;
        response.setStatus(info.statusCode());
        Answer.head(response);
        info.headers().firstValue("Content-Type").ifPresent(response::setContentType);
        return new Body();
    }

    /** It was passed on as a whole. */
    void end() {
        Answer written = answer;
        if (written == null) {
            context.complete();
        } else {
            written.end();
        }
    }

    /** It broke off, and so does what was passed on: the client asks again. */
    void abort() {
        Answer written = answer;
        if (written == null) {
            context.complete();
        } else {
            written.abort();
        }
    }

    private Answer answer(Runnable lost) throws IOException {
        Answer written = answer;
        if (written == null) {
            written = Answer.on(context, response, lost);
            answer = written;
        }
        return written;
    }

    /** The pieces. */
    private final class Body implements HttpResponse.BodySubscriber<Boolean> {
        private final CompletableFuture<Boolean> whole = new CompletableFuture<>();
        private volatile @Nullable Subscription pieces;

        @Override
        public CompletionStage<Boolean> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            pieces = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            try {
                answer(this::lost).write(joined(parts), this::left);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void left(boolean failure) {
            Subscription subscription = pieces;
            if (failure) {
                lost();
            } else if (subscription != null) {
                subscription.request(1);
            }
        }

        private void lost() {
            Subscription subscription = pieces;
            if (subscription != null) {
                subscription.cancel();
            }
            whole.completeExceptionally(new IOException("the client has gone"));
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(true);
        }
    }

    private static byte[] joined(List<ByteBuffer> parts) {
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.array();
    }
}
