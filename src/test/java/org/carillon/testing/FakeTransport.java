package org.carillon.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.session.EventLoop;
import org.carillon.session.Transport;

/**
 * A socket that keeps what it is given. By {@link #inline} frames have left when {@code send} returns, as on Tyrus;
 * otherwise they leave when the test says so, as on Undertow.
 */
public final class FakeTransport implements Transport {
    private final boolean inline;
    private final List<Frame> frames = new ArrayList<>();
    private final List<Disconnect> closes = new ArrayList<>();
    private final Queue<Completion> underWay = new ArrayDeque<>();
    private int pings;
    private boolean gathers;
    private boolean shares;
    private boolean elsewhere;
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private Runnable onSend = () -> { };
    private Optional<EventLoop> loop = Optional.empty();

    private FakeTransport(boolean inline) {
        this.inline = inline;
    }

    /** Frames leave at once, and their completion is reported within {@code send}. */
    public static FakeTransport inline() {
        return new FakeTransport(true);
    }

    /** Frames leave by {@link #complete} alone. */
    public static FakeTransport later() {
        return new FakeTransport(false);
    }

    /** From now on frames may be gathered. */
    public FakeTransport gathering() {
        gathers = true;
        return this;
    }

    @Override
    public boolean gathers() {
        return gathers;
    }

    /** From now on the bytes of frames are shared. */
    public FakeTransport sharing() {
        shares = true;
        return this;
    }

    @Override
    public boolean shares() {
        return shares;
    }

    /** From now on frames are sent only by {@link #writeAll}, as by an I/O thread. */
    public FakeTransport elsewhere() {
        elsewhere = true;
        return this;
    }

    /** It belongs to an event loop. */
    public FakeTransport of(EventLoop home) {
        loop = Optional.of(home);
        return this;
    }

    @Override
    public Optional<EventLoop> loop() {
        return loop;
    }

    @Override
    public void write(Runnable sends) {
        if (elsewhere) {
            writes.add(sends);
        } else {
            sends.run();
        }
    }

    /** How many calls of {@link #writeAll} have something to do. */
    public int writes() {
        return writes.size();
    }

    /** Sends what there is. */
    public void writeAll() {
        for (Runnable sends = writes.poll(); sends != null; sends = writes.poll()) {
            sends.run();
        }
    }

    /** Sets what happens while a frame is handed over. */
    public void onSend(Runnable action) {
        onSend = action;
    }

    @Override
    public void send(Frame frame, Completion sent) {
        synchronized (this) {
            frames.add(frame);
            if (!inline) {
                underWay.add(sent);
            }
        }
        onSend.run();
        if (inline) {
            sent.sent(false);
        }
    }

    @Override
    public synchronized void ping() {
        pings++;
    }

    @Override
    public synchronized void close(Disconnect disconnect) {
        closes.add(disconnect);
    }

    /** The oldest frame under way has left. */
    public void complete() {
        complete(false);
    }

    /** The oldest frame under way has left, or failed. */
    public void complete(boolean failure) {
        Completion oldest;
        synchronized (this) {
            oldest = underWay.remove();
        }
        oldest.sent(failure);
    }

    /** Completes all that is under way, and what follows, until nothing is. */
    public void completeAll() {
        while (underWay() > 0) {
            complete();
        }
    }

    /** How many frames are under way. */
    public synchronized int underWay() {
        return underWay.size();
    }

    /** All frames handed over so far. */
    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** Their texts. */
    public List<String> texts() {
        return frames().stream().map(Frame::text).toList();
    }

    /** The messages in them. */
    public List<String> messages() {
        return texts().stream().flatMap(text -> Stream.of(text.split("\n"))).toList();
    }

    /** The messages of one type. */
    public List<String> messages(String type) {
        return messages().stream().filter(text -> text.startsWith("{\"type\":\"" + type + "\"")).toList();
    }

    /** Why it was closed: each time that it was. */
    public synchronized List<Disconnect> closes() {
        return List.copyOf(closes);
    }

    /** How many pings of the WebSocket protocol were sent. */
    public synchronized int pings() {
        return pings;
    }
}
