package org.carillon.endpoint.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    private final HttpServletResponse response;
    private final Answer answer;
    private final Loss lost;
    private volatile boolean begun;

    private RelayedAnswer(HttpServletResponse response, Answer answer, Loss lost) {
        this.response = response;
        this.answer = answer;
        this.lost = lost;
    }

    /** The answer to a request, by its own thread: Payara drops what is written to one that begins on another. */
    static RelayedAnswer begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Loss lost = new Loss();
        Answer answer = Answer.on(Answer.start(request), response, lost);
        return new RelayedAnswer(response, answer, lost);
    }

    /** Whether something of it was taken over already. */
    boolean begun() {
        return begun;
    }

    @Override
    public HttpResponse.BodySubscriber<Boolean> apply(HttpResponse.ResponseInfo info) {
        begun = true;
        response.setStatus(info.statusCode());
        info.headers().firstValue("Content-Type").ifPresent(response::setContentType);
        return new Body();
    }

    /** It was passed on as a whole. */
    void end() {
        answer.end();
    }

    /** It broke off, and so does what was passed on: the client asks again. */
    void abort() {
        answer.abort();
    }

    /** There is none, and this is said in its place. */
    void refuse(byte[] words) {
        answer.write(words, failure -> { });
        answer.end();
    }

    /** What is done when the client has gone, once there is something to be done. */
    private static final class Loss implements Runnable {
        private volatile Runnable action = () -> { };

        @Override
        public void run() {
            action.run();
        }
    }

    /** The pieces. */
    private final class Body implements HttpResponse.BodySubscriber<Boolean> {
        private final CompletableFuture<Boolean> whole = new CompletableFuture<>();
        private volatile @Nullable Subscription pieces;

        Body() {
            lost.action = this::lost;
        }

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
            answer.write(joined(parts), this::left);
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
