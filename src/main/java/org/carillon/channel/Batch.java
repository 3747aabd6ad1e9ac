package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to all subscribers of a channel: encoded once for each dialect in use, and joined where the
 * dialect may, in frames of at most {@code frameBytes} (or one message). Used by one thread.
 */
final class Batch {
    private final List<ServerMessage> messages;
    private final int frameBytes;
    private final @Nullable List<Frame>[] byDialect;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic type
    Batch(List<ServerMessage> messages, int frameBytes) {
        this.messages = messages;
        this.frameBytes = frameBytes;
        this.byDialect = new List[Dialect.count()];
    }

    /** The frames of a dialect, to be shared by all its receivers. */
    List<Frame> frames(Dialect dialect) {
        List<Frame> frames = byDialect[dialect.ordinal()];
        if (frames == null) {
            frames = encode(dialect);
            byDialect[dialect.ordinal()] = frames;
        }
        return frames;
    }

    private List<Frame> encode(Dialect dialect) {
        List<Frame> singles = new ArrayList<>(messages.size());
        for (ServerMessage message : messages) {
            singles.add(dialect.encode(message));
        }
        return dialect.joins() && singles.size() > 1 ? joined(dialect, singles) : singles;
    }

    private List<Frame> joined(Dialect dialect, List<Frame> singles) {
        List<Frame> frames = new ArrayList<>(1);
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < singles.size(); i++) {
            int more = singles.get(i).bytes() + 1;
            if (i > from && bytes + more > frameBytes) {
                frames.add(dialect.join(singles.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        frames.add(dialect.join(singles.subList(from, singles.size())));
        return frames;
    }
}
