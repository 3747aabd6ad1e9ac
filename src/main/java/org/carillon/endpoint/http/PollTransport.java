package org.carillon.endpoint.http;

import java.util.function.LongSupplier;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Answers to polls, one at a time and each with a number. The last one is kept until the next poll shows that it has
 * arrived; if it has not, the same bytes are sent again, so that nothing is lost and nothing comes twice. Its monitor
 * guards its state and is never held while something is written.
 */
final class PollTransport implements Downstream {
    /** How long the last words of a session are kept at least. */
    private static final long LAST_WORDS_MILLIS = 5000;
    private static final Completion NOBODY = failure -> { };

    private final End end;
    private final LongSupplier clock;
    private final long waitMillis;
    /** The number of the last answer, and the answer itself; none before the first. */
    private long number;
    private byte[] kept = {};
    /** Whose frame is in the kept answer, which has not left yet. */
    private Completion leaving = NOBODY;
    /** What the next answer has to say. */
    private byte[] opening = {};
    private @Nullable Frame frame;
    private Completion sent = NOBODY;
    private @Nullable Disconnect closing;
    /** Whether nothing is to follow the kept answer. */
    private boolean ended;
    private long endedAt;
    /** The poll that waits for its answer. */
    private @Nullable Answer waiting;
    private long since;

    /** What a poll may be told. */
    enum Verdict {
        /** An answer. */
        WELCOME,
        /** That it numbers its answers in another way than they were. */
        WRONG,
        /** That the session has ended. */
        GONE
    }

    /** What has to be written now: an answer to a poll, or nothing to one that waits no more. */
    private record Reply(Answer answer, byte[] bytes, long number) {}

    PollTransport(End end, LongSupplier clock, long waitMillis) {
        this.end = end;
        this.clock = clock;
        this.waitMillis = waitMillis;
    }

    /** Answers the first poll, at once. */
    void begin(Answer answer, byte[] first) {
        Reply reply;
        synchronized (this) {
            opening = first;
            waiting = answer;
            reply = due();
        }
        write(reply);
    }

    /** What a poll may be told whose client says that it has got the answer {@code received}. */
    synchronized Verdict judge(long received) {
        if (received == number && number > 0) {
            return ended && closing == null ? Verdict.GONE : Verdict.WELCOME;
        }
        return received == number - 1 && kept.length > 0 ? Verdict.WELCOME : Verdict.WRONG;
    }

    /** Answers a poll, now or when there is something to say; one that waits already gets an empty answer. */
    void poll(Answer answer, long received) {
        Answer over = answer;
        Completion left = NOBODY;
        Reply reply = null;
        synchronized (this) {
            if (judge(received) == Verdict.WELCOME) {
                over = waiting;
                waiting = received == number ? answer : null;
                since = clock.getAsLong();
                left = received == number ? arrived() : NOBODY;
                reply = received == number ? due() : new Reply(answer, kept, number);
            }
        }
        if (over != null) {
            over.end();
        }
        write(reply);
        left.sent(false);
    }

    private Completion arrived() {
        Completion left = leaving;
        leaving = NOBODY;
        kept = new byte[0];
        return left;
    }

    @Override
    public void send(Frame next, Completion completion) {
        Reply reply;
        synchronized (this) {
            frame = next;
            sent = completion;
            reply = due();
        }
        write(reply);
    }

    @Override
    public void close(Disconnect disconnect) {
        Reply reply;
        synchronized (this) {
            if (ended) {
                return;
            }
            closing = disconnect;
            ended = true;
            endedAt = clock.getAsLong();
            reply = due();
        }
        write(reply);
        end.ended(disconnect.code(), disconnect.reason());
    }

    @Override
    public void cut() {
        Answer answer;
        synchronized (this) {
            answer = waiting;
            waiting = null;
            closing = null;
            ended = true;
            endedAt = clock.getAsLong();
        }
        if (answer != null) {
            answer.end();
        }
    }

    /** The answer to the poll that waits, if there is something to say. */
    private @Nullable Reply due() {
        boolean something = opening.length > 0 || frame != null || closing != null;
        return waiting != null && something ? next(waiting) : null;
    }

    private Reply next(Answer answer) {
        byte[] close = closing == null ? new byte[0] : EventText.close(closing);
        byte[] said = frame == null ? new byte[0] : EventText.frame(frame.text());
        number++;
        kept = EventText.join(opening, said, close, EventText.id(number));
        leaving = sent;
        opening = new byte[0];
        frame = null;
        sent = NOBODY;
        closing = null;
        waiting = null;
        return new Reply(answer, kept, number);
    }

    private void write(@Nullable Reply reply) {
        if (reply != null) {
            reply.answer.write(reply.bytes, failure -> left(reply.number, failure));
            reply.answer.end();
        }
    }

    /** An answer has left; one that could not will be asked for again, or the session ends for want of polls. */
    private void left(long which, boolean failure) {
        Completion left = NOBODY;
        synchronized (this) {
            if (!failure && which == number) {
                left = leaving;
                leaving = NOBODY;
            }
        }
        left.sent(false);
    }

    /** Answers a poll that has waited for long enough; the last words of a session are kept for a while. */
    @Override
    public boolean sweep(long now) {
        Reply reply;
        boolean more;
        synchronized (this) {
            reply = waiting != null && now - since >= waitMillis ? next(waiting) : null;
            more = !ended || now - endedAt < Math.max(waitMillis, LAST_WORDS_MILLIS);
        }
        write(reply);
        return more;
    }
}
