package org.carillon.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded text or bytes ready to send: one message, or several of a dialect that may join them; or one large message in
 * parts, each a frame. Immutable, shared by all.
 */
public final class Frame {
    private static final byte[] NOTHING = {};

    private final String text;
    private final byte @Nullable [] data;
    private volatile byte @Nullable [] wire;
    private final List<Frame> parts;
    private final boolean joinable;
    private final int bytes;

    private Frame(String text, byte @Nullable [] data, List<Frame> parts, boolean joinable, int bytes) {
        this.text = text;
        this.data = data;
        this.parts = parts;
        this.joinable = joinable;
        this.bytes = bytes;
    }

    /** A frame of the given text. */
    public static Frame of(String text) {
        return of(text, utf8Length(text));
    }

    /** A frame of a text whose length in UTF-8 is known. */
    static Frame of(String text, int bytes) {
        return new Frame(text, null, List.of(), true, bytes);
    }

    /** A frame of the given bytes, which nobody may change any more. */
    static Frame of(byte[] data) {
        return new Frame("", data, List.of(), true, data.length);
    }

    /** A frame of compressed bytes, which cannot be joined with others. */
    static Frame compressed(byte[] data) {
        return new Frame("", data, List.of(), false, data.length);
    }

    /** One message in parts, which are sent in this order, each as a frame of its own. */
    static Frame of(List<Frame> parts) {
        return new Frame("", null, parts.stream().map(Frame::alone).toList(), false,
                parts.stream().mapToInt(Frame::bytes).sum());
    }

    /** Several frames, none in parts, to be sent by their {@link #wire} at once; they stay frames of their own. */
    public static Frame gather(List<Frame> frames) {
        int bytes = 0;
        for (Frame frame : frames) {
            bytes += frame.bytes;
        }
        Frame all = new Frame("", null, List.of(), false, bytes);
        all.wire = Wire.of(frames);
        return all;
    }

    private Frame alone() {
        return joinable ? new Frame(text, data, parts, false, bytes) : this;
    }

    /** Several frames of one dialect as one: texts with line feeds between, bytes after each other. */
    static Frame join(List<Frame> frames) {
        return frames.get(0).binary() ? joinBytes(frames) : joinTexts(frames);
    }

    private static Frame joinTexts(List<Frame> frames) {
        int bytes = frames.size() - 1;
        for (Frame frame : frames) {
            bytes += frame.bytes;
        }
        StringBuilder joined = new StringBuilder(bytes);
        for (Frame frame : frames) {
            if (joined.length() > 0) {
                joined.append('\n');
            }
            joined.append(frame.text);
        }
        return of(joined.toString(), bytes);
    }

    private static Frame joinBytes(List<Frame> frames) {
        int bytes = 0;
        for (Frame frame : frames) {
            bytes += frame.bytes;
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        for (Frame frame : frames) {
            joined.put(frame.data());
        }
        return of(joined.array());
    }

    /** Whether it is bytes. */
    public boolean binary() {
        return data != null;
    }

    /** The text; empty if it is bytes, or in parts. */
    public String text() {
        return text;
    }

    /** The bytes, in a buffer of the caller's own; none if it is text, or in parts. */
    public ByteBuffer data() {
        return ByteBuffer.wrap(data == null ? NOTHING : data);
    }

    /** The WebSocket frame as a server sends it, header first, made once for all who ask; nobody may change it. */
    public byte[] wire() {
        byte[] known = wire;
        if (known == null) {
            known = Wire.of(this);
            wire = known;
        }
        return known;
    }

    /** The frames to send instead of this one; empty if it is sent as it is. */
    public List<Frame> parts() {
        return parts;
    }

    /** Whether it may be joined with others of its dialect. */
    public boolean joinable() {
        return joinable;
    }

    /** The length in bytes, of text in UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** The length of a text in UTF-8 bytes; a lone surrogate counts as one byte, as encoders replace it by one. */
    public static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                bytes += Character.isSurrogate(c) && !pair ? 0 : 2;
                i += pair ? 1 : 0;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }
}
