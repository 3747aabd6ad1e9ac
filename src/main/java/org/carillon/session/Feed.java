package org.carillon.session;

import java.util.ArrayList;
import java.util.List;
import org.carillon.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one channel into one session's queue. It is held until the subscription has been answered, then live,
 * then ended; so that no message comes before {@code subscribed} or after {@code unsubscribed}. Guarded by the monitor
 * of the session's queue.
 */
public final class Feed {
    /** What came while it was held; absent when it is live. */
    private @Nullable List<Frame> held = new ArrayList<>(0);
    private boolean ended;

    boolean live() {
        return held == null && !ended;
    }

    boolean ended() {
        return ended;
    }

    void hold(Frame frame) {
        if (held != null) {
            held.add(frame);
        }
    }

    /** Makes it live; what was held. */
    List<Frame> start() {
        List<Frame> frames = held == null ? List.of() : held;
        held = null;
        return frames;
    }

    void end() {
        ended = true;
        held = null;
    }
}
