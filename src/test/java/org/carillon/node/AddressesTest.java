package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3", "127.0.0.1, 127.0.0.1", "::ffff:10.1.2.3, ::ffff:10.1.2.3", "unknown, unknown",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64", "2001:db8:1:2::9, 2001:db8:1:2:0:0:0:0/64",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1"})
    void client_address_isWhatItIsCountedAs(String address, String counted) {
        assertThat(Addresses.client(address)).isEqualTo(counted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "example.com", "cafe", "1.2.3", "256.1.1.1", "999.1.1.1", "1.2.3.4.5",
            "::g", "..:1", ":", "::1%lo", "1.2.3.4:80", "[::1]", "1.2.3.4 ", "::1\r\n", "01.2.3.4",
            "1:2:3:4:5:6:7:8:9", "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"})
    void plain_noAddress_isNoneAndNobodyIsAsked(String text) {
        assertThat(Addresses.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fe80::1%eth0, fe80:0:0:0:0:0:0:1", "::ffff:10.1.2.3, 10.1.2.3", "::1, 0:0:0:0:0:0:0:1"})
    void plain_address_isWrittenInOneWay(String text, String plain) {
        assertThat(Addresses.plain(text)).contains(plain);
    }
}
