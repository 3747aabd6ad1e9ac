package org.carillon.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.carillon.RefusedException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes MessagePack. The header of a map whose size is not known when it begins is one byte, written again when all is
 * there.
 */
final class MessagePackSink implements Sink {
    private static final MessagePack.PackerConfig CONFIG = new MessagePack.PackerConfig().withBufferSize(1024);
    private static final int FIXED_MAP = 0x80;
    private static final int FIXED_MAP_LIMIT = 15;
    /** The deepest that maps of the protocol are nested. */
    private static final int DEPTH = 8;
    private static final int SIZE_KNOWN = -1;

    private final MessageBufferPacker out = CONFIG.newBufferPacker();
    /** For each open map where its header is, or that its size is known; and how many entries it has so far. */
    private final int[] headers = new int[DEPTH];
    private final int[] entries = new int[DEPTH];
    private int depth;
    /** Places and values of the headers to write again, in turns. */
    private int[] patches = new int[8];
    private int patched;

    /** Something is written, which can fail only by a defect. */
    private interface Writing {
        void run() throws IOException;
    }

    /** What was written. */
    byte[] bytes() {
        byte[] bytes = out.toByteArray();
        for (int i = 0; i < patched; i += 2) {
            bytes[patches[i]] = (byte) patches[i + 1];
        }
        return bytes;
    }

    @Override
    public void openMap() {
        headers[depth] = (int) out.getTotalWrittenBytes();
        entries[depth++] = 0;
        write(() -> out.packMapHeader(0));
    }

    @Override
    public void openMap(int size) {
        headers[depth++] = SIZE_KNOWN;
        write(() -> out.packMapHeader(size));
    }

    @Override
    public void closeMap() {
        depth--;
        if (headers[depth] == SIZE_KNOWN) {
            return;
        }
        if (entries[depth] > FIXED_MAP_LIMIT) {
            throw new IllegalStateException("a map of the protocol has " + entries[depth] + " fields");
        }
        if (patched == patches.length) {
            patches = Arrays.copyOf(patches, patched * 2);
        }
        patches[patched++] = headers[depth];
        patches[patched++] = FIXED_MAP | entries[depth];
    }

    @Override
    public void openList(int size) {
        write(() -> out.packArrayHeader(size));
    }

    @Override
    public void closeList() {
        // A list has no end of its own: its header says how long it is.
    }

    @Override
    public void name(Name name) {
        entries[depth - 1]++;
        write(() -> out.writePayload(name.packed()));
    }

    @Override
    public void key(String key) {
        text(key);
    }

    @Override
    public void word(String value) {
        text(value);
    }

    @Override
    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        write(() -> out.packRawStringHeader(utf8.length).writePayload(utf8));
    }

    @Override
    public void flag(boolean value) {
        write(() -> out.packBoolean(value));
    }

    @Override
    public void number(long value) {
        write(() -> out.packLong(value));
    }

    /** A portal may pass off any text as JSON: what is not, or is too deep for a parser, is written as a text. */
    @Override
    public void json(String json) {
        int[] sizes;
        try {
            sizes = JsonPacker.sizes(json);
        } catch (RefusedException e) {
            text(json);
            return;
        }
        write(() -> new JsonPacker(json, sizes, out).pack());
    }

    @Override
    public boolean takesBytes() {
        return true;
    }

    @Override
    public void bytes(byte[] data) {
        write(() -> out.packBinaryHeader(data.length).writePayload(data));
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }
}
