package org.carillon.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes frames of encoded messages as a format wants them: large ones in parts, small ones joined, and what is worth it
 * compressed.
 *
 * @param frameBytes how large a frame of several messages may be
 * @param chunkBytes how large a message may be that is sent whole to clients that take chunks
 * @param gzipBytes from how many bytes on a frame is compressed
 * @param gzipLevel how hard it is compressed, from 1 to 9
 */
public record Framer(int frameBytes, int chunkBytes, int gzipBytes, int gzipLevel) {

    /** The frames of messages, each encoded as one frame of the format's dialect. */
    public List<Frame> frames(Format format, List<Frame> messages) {
        List<Frame> frames = format.chunks() ? each(messages, frame -> cut(format.dialect(), frame)) : messages;
        if (format.dialect().joins() && frames.size() > 1) {
            frames = joined(format.dialect(), frames);
        }
        return format.gzip() ? each(frames, this::compressed) : frames;
    }

    /** What becomes of one frame. */
    private interface Step {
        Frame of(Frame frame);
    }

    private static List<Frame> each(List<Frame> frames, Step step) {
        if (frames.size() == 1) {
            return List.of(step.of(frames.get(0)));
        }
        List<Frame> done = new ArrayList<>(frames.size());
        frames.forEach(frame -> done.add(step.of(frame)));
        return done;
    }

    private Frame compressed(Frame frame) {
        if (!frame.parts().isEmpty()) {
            return Frame.of(each(frame.parts(), this::compressed));
        }
        return frame.bytes() > gzipBytes ? Gzip.compress(frame, gzipLevel) : frame;
    }

    private Frame cut(Dialect dialect, Frame frame) {
        if (frame.bytes() <= chunkBytes) {
            return frame;
        }
        List<Part> pieces = frame.binary() ? Cut.bytes(frame.data().array(), chunkBytes)
                : Cut.text(frame.text(), chunkBytes);
        String transfer = UUID.randomUUID().toString();
        List<Frame> parts = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            parts.add(dialect.encode(
                    new ServerMessage.Chunk(transfer, i, i == pieces.size() - 1, pieces.get(i))));
        }
        return Frame.of(parts);
    }

    private List<Frame> joined(Dialect dialect, List<Frame> singles) {
        List<Frame> frames = new ArrayList<>(1);
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < singles.size(); i++) {
            Frame single = singles.get(i);
            int more = single.bytes() + 1;
            if (i > from && (bytes + more > frameBytes || !single.joinable() || !singles.get(from).joinable())) {
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
