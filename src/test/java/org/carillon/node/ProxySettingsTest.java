package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
    private static final String TRUSTED = "127.0.0.1, 10.0.0.0/8, fd00::/8";

    private final ProxySettings list = TestSettings.of("carillon.proxies", TRUSTED).proxies();
    private final ProxySettings forwarded = TestSettings.of(
            "carillon.proxies", TRUSTED, "carillon.proxies.header", "Forwarded").proxies();

    @Test
    void client_noProxiesNamed_headersSayNothing() {
        assertThat(TestSettings.of().proxies().client("10.0.0.1", List.of("192.0.2.1"))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "192.0.2.9 | 198.51.100.1 | 192.0.2.9", // a stranger may write what he likes
        "10.0.0.1  | 198.51.100.1 | 198.51.100.1",
        "10.0.0.1  | 203.0.113.7, 198.51.100.1 | 198.51.100.1", // the first is the client's own invention
        "10.0.0.1  | 198.51.100.1, 10.0.0.2, 10.9.9.9 | 198.51.100.1",
        "10.0.0.1  | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
        "127.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
        "fd00:0:0:0:0:0:0:5 | [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
        "::ffff:10.0.0.1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "10.0.0.1 | 127.0.0.1 | 127.0.0.1"})
    void client_listOfAddresses_isTheLastThatIsNoProxy(String peer, String header, String client) {
        assertThat(list.client(peer, List.of(header))).isEqualTo(client);
    }

    @Test
    void client_severalLines_countAsOne() {
        assertThat(list.client("10.0.0.1", List.of("203.0.113.7", "198.51.100.1, 10.0.0.2"))).isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "_hidden", "localhost", "198.51.100.1, ", "1.2.3", "for=198.51.100.1",
            "[2001:db8::1", "a\nb", "198.51.100.1, nonsense"})
    void client_garbage_isThePeer(String header) {
        assertThat(list.client("10.0.0.1", List.of(header))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for=198.51.100.1 | 198.51.100.1",
        "For=\"198.51.100.1:4711\";proto=https | 198.51.100.1",
        "proto=http; for=\"[2001:db8::1]:4711\";by=10.0.0.1 | 2001:db8:0:0:0:0:0:1",
        "for=203.0.113.7, for=198.51.100.1, for=10.0.0.2 | 198.51.100.1",
        "for=_hidden | 10.0.0.1", "198.51.100.1 | 10.0.0.1", "proto=https | 10.0.0.1"})
    void client_forwarded_isTheLastThatIsNoProxy(String header, String client) {
        assertThat(forwarded.client("10.0.0.1", List.of(header))).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.1, false", "10.1.2.0/23, 10.1.3.9, true",
        "10.1.2.0/23, 10.1.4.0, false", "0.0.0.0/0, 192.0.2.1, true", "0.0.0.0/0, ::2, false",
        "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false",
        "192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false", "192.0.2.1/32, example.com, false"})
    void contains_address_byItsFirstBits(String range, String address, boolean contained) {
        assertThat(AddressRange.read(range).orElseThrow().contains(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "::/129", "10.0.0.0/", "/8", "10.0.0.0/-1", "10.0.0.0/8/8", "proxy.local"})
    void read_noRange_isNone(String text) {
        assertThat(AddressRange.read(text)).isEmpty();
    }
}
