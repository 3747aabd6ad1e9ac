package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10", "200000, 10"})
    void wire_text_headerThenPayload(int length, int header) {
        String text = "é".repeat(length / 2) + (length % 2 == 0 ? "" : "x");
        byte[] wire = Frame.of(text).wire();

        assertThat(wire).hasSize(header + length);
        assertThat(wire[0]).isEqualTo((byte) 0x81);
        assertThat(length(wire)).isEqualTo(length);
        assertThat(Arrays.copyOfRange(wire, header, wire.length)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long length(byte[] wire) {
        int code = wire[1];
        int bytes = code < 126 ? 0 : code == 126 ? 2 : 8;
        long length = bytes == 0 ? code : 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | wire[2 + i] & 0xFF;
        }
        return length;
    }

    @Test
    void wire_bytes_areAFinalBinaryFrame() {
        assertThat(Frame.of(new byte[] {7, -1}).wire()).containsExactly(0x82, 2, 7, -1);
    }

    @Test
    void wire_halfOfASurrogatePair_isReplacedAsItsLengthSays() {
        Frame frame = Frame.of("a\ud800");

        assertThat(frame.wire()).containsExactly(0x81, 2, 'a', '?');
        assertThat(frame.bytes()).isEqualTo(2);
    }

    @Test
    void wire_askedAgain_isTheSameArray() {
        Frame frame = Frame.of("a");

        assertThat(frame.wire()).isSameAs(frame.wire());
    }

    @Test
    void wire_frameInParts_isAnError() {
        Frame frame = Frame.of(List.of(Frame.of("a"), Frame.of("b")));

        assertThatThrownBy(frame::wire).isInstanceOf(IllegalStateException.class).hasMessageContaining("parts");
    }
}
