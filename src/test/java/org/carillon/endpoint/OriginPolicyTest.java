package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.carillon.node.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://example.com        | http  | example.com
            http://example.com        | ws    | example.com
            http://example.com        | http  | example.com:80
            http://example.com:80     | http  | example.com
            http://example.com:8080   | http  | example.com:8080
            https://example.com       | https | example.com
            https://example.com       | wss   | example.com
            https://example.com:443   | https | example.com
            https://example.com       | https | example.com:443
            https://example.com:8443  | https | example.com:8443
            https://EXAMPLE.com       | https | example.COM
            HTTPS://example.com       | HTTPS | example.com
            http://localhost:8080     | http  | localhost:8080
            http://intra_net          | http  | intra_net
            http://127.0.0.1:8080     | http  | 127.0.0.1:8080
            http://[::1]:8080         | http  | [::1]:8080
            https://[2001:db8::a]     | https | [2001:DB8:0:0::A]
            https://xn--bcher-kva.com | https | xn--bcher-kva.com
            """)
    void allows_sameHostAndPort_accepted(String origin, String scheme, String host) {
        assertThat(sameHostOnly().allows(Optional.of(origin), scheme, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://example.com      | http | example.com
            https://example.com:443  | http | example.com
            https://example.com      | http | example.com:443
            https://example.com:8443 | http | example.com:8443
            """)
    void allows_tlsEndsAtProxy_accepted(String origin, String scheme, String host) {
        assertThat(sameHostOnly().allows(Optional.of(origin), scheme, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://example.com       | https | example.com
            http://example.com       | wss   | example.com
            http://example.com:443   | https | example.com
            http://example.com:8443  | https | example.com:8443
            """)
    void allows_plainPageOfSecureHost_refused(String origin, String scheme, String host) {
        assertThat(sameHostOnly().allows(Optional.of(origin), scheme, host)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://example.com:8443 | https | example.com
            https://example.com      | https | example.com:8443
            https://example.com:80   | http  | example.com
            http://example.com:443   | http  | example.com
            http://example.com:8080  | http  | example.com:8081
            http://example.com       | http  | example.com:8080
            https://example.com      | http  | example.com:80
            http://127.0.0.1:8080    | http  | localhost:8080
            http://[::1]             | http  | [::2]
            http://[::1]             | http  | 127.0.0.1
            """)
    void allows_otherPortOrHost_refused(String origin, String scheme, String host) {
        assertThat(sameHostOnly().allows(Optional.of(origin), scheme, host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "null", "NULL", "undefined", "*", "..", "https://", "https://..", "//example.com", "example.com",
        "https:example.com", "https:/example.com", "https:///example.com", "https:\\\\example.com",
        "https://example.com.evil.org", "https://evilexample.com", "https://evil.org/example.com",
        "https://evil.org?example.com", "https://evil.org#example.com", "https://evil.org\\example.com",
        "https://example.com@evil.org", "https://evil.org@example.com", "https://user:pass@example.com",
        "https://example.com:443@evil.org", "https://example.com/", "https://example.com/..", "https://example.com/a",
        "https://example.com?", "https://example.com#", "https://example..com", "https://.example.com",
        "https://example.com.", "https://example.com.:443", "https://*.example.com", "https://sub.example.com",
        "https://example.com:", "https://example.com:0", "https://example.com:0443", "https://example.com:65536",
        "https://example.com:99999", "https://example.com:443443", "https://example.com:-443",
        "https://example.com:4 43",
        "https://example.com:443:443", "https://example.com:https", " https://example.com", "https://example.com ",
        "https://exam ple.com", "https://example.com\n", "https://example.com\r\nX: y", "https://example.com\u0000",
        "https://example.com\t", "https://example.com https://example.com", "https://example.com,https://example.com",
        "https://evil.org https://example.com", "https://example.com null", "https://example%2ecom",
        "https://example.com%00.evil.org", "https://ex\u0430mple.com", "https://example\u3002com",
        "https://example.co\uff4d", "https://\u212aexample.com", "https://e\u0445ample.com",
        "https://example.com\u200b",
        "ftp://example.com", "file://", "file:///example.com", "ws://example.com", "wss://example.com",
        "data:text/html,x", "javascript://example.com", "chrome-extension://example.com", "httpss://example.com",
        "https://[example.com]", "https://[::1", "https://::1", "https://[::1]", "https://[::g]", "https://[1.2.3.4]",
        "https://[fe80::1%25eth0]", "https://[]", "https://[.]", "https://[::1]example.com"})
    void allows_foreignOrHostile_refused(String origin) {
        assertThat(sameHostOnly().allows(Optional.of(origin), "https", "example.com")).isFalse();
    }

    @Test
    void allows_veryLong_refused() {
        String origin = "https://" + "a.".repeat(100_000) + "example.com";
        OriginPolicy policy = listed("*.example.com");

        assertThat(policy.allows(Optional.of(origin), "https", "example.com")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "..", "*.example.com", "https://example.com", "example.com/", "user@example.com",
        "example.com:", "example.com:x", "example.com, example.com", "example.com.", "null"})
    void allows_hostUnreadable_refused(String host) {
        assertThat(sameHostOnly().allows(Optional.of("https://example.com"), "https", host)).isFalse();
    }

    @Test
    void allows_hostIsNullToo_refused() {
        assertThat(sameHostOnly().allows(Optional.of("null"), "https", "null")).isFalse();
    }

    @Test
    void allows_noOrigin_asTheSettingSays() {
        assertThat(policy(true).allows(Optional.empty(), "https", "example.com")).isTrue();
        assertThat(policy(false).allows(Optional.empty(), "https", "example.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.com               | https://example.com
            example.com               | http://example.com
            example.com               | https://Example.Com:443
            EXAMPLE.com               | https://example.com
            example.com:8443          | https://example.com:8443
            example.com:8443          | http://example.com:8443
            example.com:443           | https://example.com
            https://example.com       | https://example.com
            https://example.com       | https://example.com:443
            https://example.com:443   | https://example.com
            https://example.com:8443  | https://example.com:8443
            *.example.com             | https://a.example.com
            *.example.com             | http://a.b.example.com
            *.Example.com             | https://A.EXAMPLE.com
            *.example.com:8443        | https://a.example.com:8443
            https://*.example.com     | https://a.example.com
            [::1]:3000                | http://[0:0::1]:3000
            null                      | null
            """)
    void allows_listed_accepted(String entry, String origin) {
        assertThat(listed(entry).allows(Optional.of(origin), "https", "portal.test")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.com               | https://example.com:8443
            example.com               | https://a.example.com
            example.com               | https://example.com.evil.org
            example.com               | https://evil.org/example.com
            example.com               | https://example.com@evil.org
            example.com:8443          | https://example.com
            example.com:80            | https://example.com
            https://example.com       | http://example.com
            https://example.com       | http://example.com:443
            https://example.com       | https://example.com:8443
            *.example.com             | https://example.com
            *.example.com             | https://.example.com
            *.example.com             | https://evilexample.com
            *.example.com             | https://a.example.com.evil.org
            *.example.com             | https://a..example.com
            *.example.com             | https://*.example.com
            *.example.com             | https://a.example.com.
            *.example.com             | https://evil.org/.example.com
            *.example.com             | https://evil.org#.example.com
            *.example.com             | https://evil.org:443.example.com
            *.example.com             | https://a.example.com:8443
            *.example.com:8443        | https://a.example.com
            https://*.example.com     | http://a.example.com
            example.com               | null
            *.example.com             | null
            null                      | https://null.example.com
            null                      | http://null
            """)
    void allows_notListed_refused(String entry, String origin) {
        assertThat(listed(entry).allows(Optional.of(origin), "https", "portal.test")).isFalse();
    }

    @Test
    void allows_ownHostBesideList_accepted() {
        OriginPolicy policy = listed("example.com", "*.example.org");

        assertThat(policy.allows(Optional.of("https://portal.test"), "https", "portal.test")).isTrue();
        assertThat(policy.allows(Optional.of("https://a.example.org"), "https", "portal.test")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "*example.com", "a.*.com", "*.*.com", "https://", "ftp://example.com",
        "https://example.com/", "example.com.", "example..com", "*.[::1]", "[::g]", "example.com:70000", "a b"})
    void new_unreadableEntry_namesSettingAndEntry(String entry) {
        assertThatThrownBy(() -> listed("example.com", entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carillon.origins")
                .hasMessageContaining("'" + entry + "'");
    }

    @Test
    void remedy_foreignOrigin_namesSettingAndValue() {
        assertThat(sameHostOnly().remedy(Optional.of("https://other.test"), "portal.test"))
                .contains("'https://other.test'", "'portal.test'", "setting carillon.origins;");
    }

    @Test
    void remedy_noOrigin_namesItsOwnSetting() {
        assertThat(sameHostOnly().remedy(Optional.empty(), "portal.test")).contains("carillon.origins.missing");
    }

    @Test
    void remedy_controlCharacters_staysOneLine() {
        String text = sameHostOnly().remedy(Optional.of("a\r\nb\u001b[31m\u2028\u202ec"), "h\nx");

        assertThat(text).contains("'a??b?[31m??c'", "'h?x'").matches("[ -~]+");
    }

    @Test
    void remedy_longValues_cut() {
        assertThat(sameHostOnly().remedy(Optional.of("o".repeat(10_000)), "h".repeat(10_000)))
                .contains("'" + "o".repeat(197) + "...'", "'" + "h".repeat(197) + "...'");
    }

    private static OriginPolicy sameHostOnly() {
        return policy(true);
    }

    private static OriginPolicy listed(String... entries) {
        return policy(true, entries);
    }

    private static OriginPolicy policy(boolean missing, String... entries) {
        return new OriginPolicy(new Settings.Origins(List.of(entries), missing));
    }
}
