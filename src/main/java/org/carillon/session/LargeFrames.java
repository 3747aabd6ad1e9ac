package org.carillon.session;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what containers hold of large frames, of all sessions together: most copy a frame for each receiver, and a
 * thousand copies of a message of 16 MB would be the end of the server. Frames that are more than a session's share
 * take turns, in the order in which they came; smaller ones pass by. Its monitor guards who waits and who is inside,
 * and is never held while the container is called.
 */
@Component
public class LargeFrames {
    private static final Logger LOG = System.getLogger(LargeFrames.class.getName());

    private final int large;
    private final long limit;
    private final Executor executor;
    private final Clock clock;
    private final ArrayDeque<Gate> waiting = new ArrayDeque<>();
    private long inside;
    private boolean admitting;

    /** None is under way; as many bytes of them may be as of transfers that come in. */
    @Inject
    public LargeFrames(Settings settings, @Own Executor executor, @Own Clock clock) {
        this.large = settings.outbound().flight();
        this.limit = settings.chunk().memory();
        this.executor = executor;
        this.clock = clock;
    }

    /** A frame that is let in. */
    private record Turn(Gate gate, Frame frame) {}

    /** The way of one session's frames to its socket; a session has at most one large frame on it. */
    public final class Gate implements Transport, Transport.Completion {
        private final Transport socket;
        private @Nullable Frame frame;
        private @Nullable Completion sent;
        private boolean admitted;
        /** When the last large frame was let in; the end of time while one waits. */
        private volatile long delayed;

        private Gate(Transport socket) {
            this.socket = socket;
        }

        /** The way to take: through here, or straight to a socket whose frames are not copied. */
        public Transport way() {
            return socket.shares() ? socket : this;
        }

        @Override
        public void send(Frame next, Completion completion) {
            if (next.bytes() <= large) {
                socket.send(next, completion);
                return;
            }
            synchronized (LargeFrames.this) {
                frame = next;
                sent = completion;
                delayed = Long.MAX_VALUE;
                waiting.add(this);
            }
            admit();
        }

        @Override
        public void write(Runnable sends) {
            socket.write(sends);
        }

        @Override
        public boolean gathers() {
            return socket.gathers();
        }

        @Override
        public Optional<EventLoop> loop() {
            return socket.loop();
        }

        @Override
        public void ping() {
            socket.ping();
        }

        @Override
        public void close(Disconnect disconnect) {
            socket.close(disconnect);
        }

        @Override
        public long delayedUntil() {
            return Math.min(delayed, clock.millis());
        }

        @Override
        public void sent(boolean failure) {
            Completion completion = leave();
            if (completion != null) {
                completion.sent(failure);
                admitLater();
            }
        }

        /** The session has ended: it takes no turn any more. */
        public void end() {
            if (leave() != null) {
                admitLater();
            }
        }

        private @Nullable Completion leave() {
            synchronized (LargeFrames.this) {
                Completion completion = sent;
                if (frame != null) {
                    inside -= admitted ? frame.bytes() : 0;
                    waiting.remove(this);
                }
                admitted = false;
                frame = null;
                sent = null;
                return completion;
            }
        }
    }

    /** The way to a socket. */
    public Gate gate(Transport socket) {
        return new Gate(socket);
    }

    /** Lets in whoever may, one after another; a frame that leaves at once makes room for the next one here. */
    private void admit() {
        synchronized (this) {
            if (admitting) {
                return;
            }
            admitting = true;
        }
        for (Turn turn = next(); turn != null; turn = next()) {
            turn.gate.socket.send(turn.frame, turn.gate);
        }
    }

    private synchronized @Nullable Turn next() {
        Gate first = waiting.peek();
        Frame frame = first == null ? null : first.frame;
        if (first == null || frame == null || inside > 0 && inside + frame.bytes() > limit) {
            admitting = false;
            return null;
        }
        waiting.remove();
        inside += frame.bytes();
        first.admitted = true;
        first.delayed = clock.millis();
        return new Turn(first, frame);
    }

    /** Whoever reports that a frame has left must not be kept by sending those of others. */
    private void admitLater() {
        synchronized (this) {
            if (admitting || waiting.isEmpty()) {
                return;
            }
        }
        try {
            executor.execute(this::admit);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so large frames are sent by whoever makes room", e);
            admit();
        }
    }
}
