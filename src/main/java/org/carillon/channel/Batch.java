package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.protocol.Framer;
import org.carillon.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to all subscribers of a channel: encoded once as text and once as bytes, and made into frames
 * once for each format in use. Shared by threads.
 */
final class Batch {
    private final List<ServerMessage> messages;
    private final Framer framer;
    private @Nullable List<Frame> texts;
    private @Nullable List<Frame> bytes;
    private final AtomicReferenceArray<@Nullable List<Frame>> byFormat = new AtomicReferenceArray<>(Format.count());

    Batch(List<ServerMessage> messages, Framer framer) {
        this.messages = messages;
        this.framer = framer;
    }

    /** The frames of a format, to be shared by all its receivers. */
    List<Frame> frames(Format format) {
        List<Frame> frames = byFormat.get(format.ordinal());
        return frames == null ? make(format) : frames;
    }

    private synchronized List<Frame> make(Format format) {
        List<Frame> known = byFormat.get(format.ordinal());
        if (known != null) {
            return known;
        }
        List<Frame> frames = framer.frames(format, encoded(format.dialect()));
        byFormat.set(format.ordinal(), frames);
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
