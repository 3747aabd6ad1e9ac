package org.carillon.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** Frames compressed as gzip files are, which browsers read by a {@code DecompressionStream}. */
public final class Gzip {
    private static final int MAGIC_0 = 0x1f;
    private static final int MAGIC_1 = 0x8b;

    private Gzip() {}

    /** A stream of the given level. */
    private static final class Compressor extends GZIPOutputStream {
        Compressor(OutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }

    /** The frame compressed, by a level from 1 to 9; as it was if that would not make it smaller. */
    static Frame compress(Frame frame, int level) {
        byte[] plain = frame.binary() ? frame.data().array() : frame.text().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream gzip = new Compressor(out, level)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return out.size() < plain.length ? Frame.compressed(out.toByteArray()) : frame;
    }

    /** Whether bytes begin as compressed ones do. */
    public static boolean compressed(ByteBuffer bytes) {
        int at = bytes.position();
        return bytes.remaining() >= 2 && (bytes.get(at) & 0xFF) == MAGIC_0 && (bytes.get(at + 1) & 0xFF) == MAGIC_1;
    }

    /**
     * What compressed bytes were; empty if it is more than {@code limit} bytes, of which no more are made.
     *
     * @throws RefusedException with {@code malformed} if they are not compressed
     */
    public static Optional<byte[]> inflate(ByteBuffer compressed, int limit) {
        byte[] bytes = new byte[compressed.remaining()];
        compressed.get(bytes);
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = gzip.readNBytes(limit + 1);
            return plain.length > limit ? Optional.empty() : Optional.of(plain);
        } catch (IOException e) {
            throw new RefusedException(ErrorCode.MALFORMED, "not valid gzip: " + e.getMessage());
        }
    }
}
