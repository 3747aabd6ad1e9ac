package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to all subscribers of a channel: encoded once as text and once as bytes, and made into frames
 * once for each format in use. Used by one thread.
 */
final class Batch {
    private final List<ServerMessage> messages;
    private final Framer framer;
    private @Nullable List<Frame> texts;
    private @Nullable List<Frame> bytes;
    private final @Nullable List<Frame>[] byFormat;

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic type
    Batch(List<ServerMessage> messages, Framer framer) {
        this.messages = messages;
        this.framer = framer;
        this.byFormat = new List[Format.count()];
    }

    /** The frames of a format, to be shared by all its receivers. */
    List<Frame> frames(Format format) {
        List<Frame> frames = byFormat[format.ordinal()];
        if (frames == null) {
            frames = framer.frames(format, encoded(format.dialect()));
            byFormat[format.ordinal()] = frames;
        }
        return frames;
    }

    private List<Frame> encoded(Dialect dialect) {
        List<Frame> known = dialect.binary() ? bytes : texts;
        if (known != null) {
            return known;
        }
        List<Frame> singles = new ArrayList<>(messages.size());
        for (ServerMessage message : messages) {
            singles.add(dialect.encode(message));
        }
        if (dialect.binary()) {
            bytes = singles;
        } else {
            texts = singles;
        }
        return singles;
    }
}
