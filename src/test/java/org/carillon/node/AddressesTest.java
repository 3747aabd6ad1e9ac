package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"})
    void loopback_thisMachine_true(String address) {
        assertThat(Addresses.loopback(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.127", "1270.0.0.1", "128.0.0.1", "::", "::1:1", "::ffff:10.0.0.1",
            "0:0:0:0:0:0:0:11", "2001:db8::1", "localhost"})
    void loopback_others_false(String address) {
        assertThat(Addresses.loopback(address)).isFalse();
    }
}
