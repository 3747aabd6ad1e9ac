package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BinaryAssemblyTest {
    private final BinaryAssembly binary = new BinaryAssembly(10);

    private static ByteBuffer bytes(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = from; i < to; i++) {
            bytes[i - from] = (byte) i;
        }
        return ByteBuffer.wrap(bytes);
    }

    @Test
    void add_onePart_isTheMessage() {
        assertThat(binary.add(bytes(0, 10), true)).contains(bytes(0, 10));
    }

    @Test
    void add_parts_areJoinedAtTheLast() {
        assertThat(binary.add(bytes(0, 3), false)).isEmpty();
        assertThat(binary.add(bytes(3, 3), false)).isEmpty();
        assertThat(binary.add(bytes(3, 7), true)).contains(bytes(0, 7));
    }

    @Test
    void add_partsOfNothing_doNotGoOnForEver() {
        for (int i = 0; i < 1024; i++) {
            binary.add(bytes(0, 0), false);
        }
        assertThat(binary.over()).isFalse();

        assertThat(binary.add(bytes(0, 0), false)).isEmpty();
        assertThat(binary.over()).isTrue();
    }

    @Test
    void add_buffer_isReadOnlyWithinItsBoundsAndCopied() {
        byte[] backing = {9, 1, 2, 9};
        ByteBuffer whole = binary.add(ByteBuffer.wrap(backing, 1, 2), true).orElseThrow();
        backing[1] = 7;

        assertThat(whole).isEqualTo(bytes(1, 3));
    }

    @Test
    void add_nextMessage_beginsAnew() {
        binary.add(bytes(0, 10), true);

        assertThat(binary.add(bytes(0, 10), true)).contains(bytes(0, 10));
        assertThat(binary.add(bytes(0, 0), true)).contains(bytes(0, 0));
    }

    @Test
    void add_overTheLimitInOnePart_over() {
        assertThat(binary.add(bytes(0, 11), true)).isEmpty();
        assertThat(binary.over()).isTrue();
    }

    @Test
    void add_overTheLimitInParts_overAndNothingIsTakenAfterwards() {
        binary.add(bytes(0, 10), false);

        assertThat(binary.add(bytes(0, 1), false)).isEmpty();
        assertThat(binary.over()).isTrue();
        assertThat(binary.add(bytes(0, 1), true)).isEmpty();
    }
}
