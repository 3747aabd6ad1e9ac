package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    private static final String TEXT = "{\"type\":\"message\",\"content\":\"é😀\"}\n".repeat(100);

    private static ByteBuffer gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9})
    void compress_text_isAGzipFileAndSmaller(int level) throws IOException {
        Frame frame = Gzip.compress(Frame.of(TEXT), level);

        assertThat(frame.binary()).isTrue();
        assertThat(frame.joinable()).isFalse();
        assertThat(frame.bytes()).isLessThan(TEXT.length() / 10).isEqualTo(frame.data().remaining());
        assertThat(Gzip.compressed(frame.data())).isTrue();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(frame.data().array()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
        }
    }

    @Test
    void compress_whatGetsNoSmaller_staysAsItIs() {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        Frame frame = Frame.of(noise);

        assertThat(Gzip.compress(frame, 9)).isSameAs(frame);
    }

    @Property
    void inflate_anyBytesWithinTheLimit_areBack(@ForAll byte[] bytes) {
        assertThat(Gzip.inflate(gzip(bytes), bytes.length)).hasValueSatisfying(
                plain -> assertThat(plain).isEqualTo(bytes));
    }

    @Test
    void inflate_oneByteOverTheLimit_isRefused() {
        assertThat(Gzip.inflate(gzip(new byte[1000]), 1000)).isPresent();
        assertThat(Gzip.inflate(gzip(new byte[1001]), 1000)).isEmpty();
    }

    @Test
    void inflate_bomb_isNotInflatedFurtherThanTheLimit() {
        ByteBuffer bomb = gzip(new byte[256 << 20]);
        assertThat(bomb.remaining()).isLessThan(300_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(Gzip.inflate(bomb, 65_536)).isEmpty();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
    }

    @Test
    void inflate_tornOrWrongBytes_malformed() {
        byte[] good = gzip(new byte[1000]).array();
        byte[] wrongSum = good.clone();
        wrongSum[good.length - 5] ^= 1;
        for (byte[] bad : new byte[][] {Arrays.copyOf(good, good.length - 3), wrongSum, {0x1f, (byte) 0x8b}, {1, 2}}) {
            assertThatThrownBy(() -> Gzip.inflate(ByteBuffer.wrap(bad), 10_000)).isInstanceOf(RefusedException.class)
                    .hasMessageContaining("gzip");
        }
    }

    @Property
    void inflate_anyBytesAfterTheMagic_neverThrowsButARefusal(@ForAll byte[] bytes) {
        byte[] frame = new byte[bytes.length + 3];
        frame[0] = 0x1f;
        frame[1] = (byte) 0x8b;
        frame[2] = 8;
        System.arraycopy(bytes, 0, frame, 3, bytes.length);
        try {
            Gzip.inflate(ByteBuffer.wrap(frame), 1000)
                    .ifPresent(plain -> assertThat(plain).hasSizeLessThanOrEqualTo(1000));
        } catch (RefusedException e) {
            assertThat(e).hasMessageContaining("gzip");
        }
    }
}
