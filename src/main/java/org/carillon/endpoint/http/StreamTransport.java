package org.carillon.endpoint.http;

import java.util.function.LongSupplier;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** One answer that goes on as long as its session. Before it has begun, what is sent waits. */
final class StreamTransport implements Downstream {
    private static final long CLOSING_MILLIS = 5000;
    private static final Completion NOBODY = failure -> { };

    private final End end;
    private final LongSupplier clock;
    private @Nullable Answer answer;
    private @Nullable Frame first;
    private Completion firstSent = NOBODY;
    private @Nullable Disconnect closing;
    private boolean ended;
    private long endedAt;

    StreamTransport(End end, LongSupplier clock) {
        this.end = end;
        this.clock = clock;
    }

    /** Begins; what was sent before follows the first event. */
    void begin(Answer stream, byte[] opening) {
        stream.write(opening, NOBODY);
        Frame frame;
        Disconnect why;
        synchronized (this) {
            answer = stream;
            frame = first;
            first = null;
            why = closing;
        }
        if (frame != null) {
            stream.write(EventText.frame(frame.text()), firstSent);
        }
        if (why != null) {
            close(stream, why);
        }
    }

    @Override
    public void send(Frame frame, Completion sent) {
        Answer stream;
        synchronized (this) {
            stream = answer;
            if (stream == null) {
                first = frame; // the only one, since the next one is sent when it has left
                firstSent = sent;
            }
        }
        if (stream != null) {
            stream.write(EventText.frame(frame.text()), sent);
        }
    }

    @Override
    public void close(Disconnect disconnect) {
        Answer stream;
        synchronized (this) {
            if (ended) {
                return;
            }
            closing = disconnect;
            stream = ending();
        }
        if (stream != null) {
            close(stream, disconnect);
        }
        end.ended(disconnect.code(), disconnect.reason());
    }

    /** The answer, if it has begun; called with the monitor held, as are all reads of the fields. */
    private @Nullable Answer ending() {
        ended = true;
        endedAt = clock.getAsLong();
        return answer;
    }

    private static void close(Answer stream, Disconnect why) {
        stream.write(EventText.close(why), NOBODY);
        stream.end();
    }

    @Override
    public void cut() {
        Answer stream;
        synchronized (this) {
            stream = ending();
        }
        if (stream != null) {
            stream.end();
        }
    }

    /** A client that does not read would keep the answer open whose end it does not take. */
    @Override
    public boolean sweep(long now) {
        Answer stream;
        boolean late;
        synchronized (this) {
            stream = answer;
            late = ended && now - endedAt > CLOSING_MILLIS;
        }
        if (stream != null && late) {
            stream.abort();
        }
        return stream != null && !stream.over();
    }
}
