package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void of_knownText_isItsSha256() {
        assertThat(Fingerprint.of("abc")).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    @Property
    void of_anyTwoTexts_equalOnlyIfTheyAre(@ForAll String one, @ForAll String other) {
        assertThat(Fingerprint.of(one)).hasSize(43).isEqualTo(Fingerprint.of(String.valueOf(one.toCharArray())));
        assertThat(Fingerprint.of(one).equals(Fingerprint.of(other))).isEqualTo(one.equals(other));
    }
}
