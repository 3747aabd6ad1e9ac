package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String SECRET = "a-secret-of-more-than-32-bytes-for-tests-only";

    @Test
    void read_nothingSet_defaultsOfTheDesign() {
        Settings settings = TestSettings.of();

        assertThat(settings.demo()).isFalse();
        assertThat(settings.origins()).isEqualTo(new Settings.Origins(List.of(), true));
        assertThat(settings.auth().anonymous()).isFalse();
        assertThat(settings.auth().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.auth().ticketLife()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.auth().jwt()).isEqualTo(new Settings.Jwt(
                "", "", "", "", "", Duration.ofSeconds(30), "roles"));
        assertThat(settings.heartbeat()).isEqualTo(
                new Settings.Heartbeat(Duration.ofSeconds(25), Duration.ofSeconds(10)));
        assertThat(settings.limits()).isEqualTo(new Settings.Limits(50_000, 10, 100, 128, 64 * 1024, 20));
        assertThat(settings.outbound().bytes()).isEqualTo(1024 * 1024);
        assertThat(settings.outbound().flight()).isEqualTo(64 * 1024);
        assertThat(settings.outbound().stall()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.channels().standard()).isEqualTo("lobby");
        assertThat(settings.channels().policies().list()).extracting(ChannelPolicy::pattern).containsExactly("lobby");
        assertThat(settings.api().key()).isEmpty();
        assertThat(settings.gzip()).isEqualTo(new GzipSettings(1024, 1));
        assertThat(settings.fallback()).isEqualTo(new FallbackSettings(true, Duration.ofSeconds(20)));
    }

    @Test
    void read_strict_onlyUnlessItIsOffIsEveryChannelDeclared() {
        assertThat(TestSettings.of("carillon.channels.strict", "true").channels().policies().of("x")).isEmpty();
        Settings open = TestSettings.of("carillon.channels.strict", "false", "carillon.channels", "lobby message=9",
                "carillon.channels.default", "any");

        assertThat(open.channels().policies().of("x").orElseThrow().messageBytes()).isEqualTo(64 * 1024);
        assertThat(open.channels().policies().of("lobby").orElseThrow().messageBytes()).isEqualTo(9);
    }

    @Test
    void read_demo_admitsGuestsAndDeclaresItsChannels() {
        Settings settings = TestSettings.of("carillon.demo", "true");

        assertThat(settings.auth().anonymous()).isTrue();
        assertThat(settings.channels().policies().list()).extracting(ChannelPolicy::pattern)
                .containsExactly("lobby", "room:*", "metric:*", "typing:*", "ticker", "board");
        assertThat(settings.channels().policies().of("metric:cpu").orElseThrow().queue())
                .isEqualTo(ChannelPolicy.Queue.LATEST);
    }

    @Test
    void read_demoAndExplicitValues_theExplicitOnesCount() {
        Settings settings = TestSettings.of("carillon.demo", "true", "carillon.auth.anonymous", "false",
                "carillon.channels", "lobby; orders");

        assertThat(settings.demo()).isTrue();
        assertThat(settings.auth().anonymous()).isFalse();
        assertThat(settings.channels().policies().of("orders")).isPresent();
        assertThat(settings.channels().policies().of("room:1")).isEmpty();
    }

    @Test
    void read_values_arriveInTheirFields() {
        Settings settings = TestSettings.of("carillon.origins", " a.example.com, *.b.example.com ,",
                "carillon.origins.missing", "FALSE", "carillon.heartbeat.interval", " 500ms ",
                "carillon.heartbeat.timeout", "2M", "carillon.limits.sessions.user", "3", "carillon.presence.grace",
                "0s", "carillon.drain.window", "10m", "carillon.idempotency.keys", "7");

        assertThat(settings.origins()).isEqualTo(
                new Settings.Origins(List.of("a.example.com", "*.b.example.com"), false));
        assertThat(settings.heartbeat()).isEqualTo(
                new Settings.Heartbeat(Duration.ofMillis(500), Duration.ofMinutes(2)));
        assertThat(settings.limits().sessionsPerUser()).isEqualTo(3);
        assertThat(settings.presenceGrace()).isZero();
        assertThat(settings.drainWindow()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.idempotency().keys()).isEqualTo(7);
    }

    @Test
    void read_urlOfTheNode_losesItsSlash() {
        Settings settings = TestSettings.of("carillon.node.name", "a-1_B",
                "carillon.node.url", "https://10.0.0.5:8443/carillon/");

        assertThat(settings.node()).isEqualTo(new NodeSettings("a-1_B", "https://10.0.0.5:8443/carillon"));
    }

    private static Set<String> keys() {
        Set<String> keys = new HashSet<>();
        Settings.read(key -> {
            keys.add(key);
            return Optional.empty();
        });
        return keys;
    }

    @Test
    void read_everyKey_isInTheTableOfTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(keys()).allSatisfy(key -> assertThat(readme).contains("| `" + key + "` |"));
    }

    /** All keys that are read and have a type that can be wrong. */
    static Stream<String> checkedKeys() {
        Set<String> keys = keys();
        Set<String> texts = Set.of("carillon.origins", "carillon.store.directory", "carillon.api.key",
                "carillon.api.role", "carillon.redis.user", "carillon.redis.password",
                "carillon.auth.jwt.secret", "carillon.auth.jwt.key", "carillon.auth.jwt.jwks",
                "carillon.auth.jwt.issuer", "carillon.auth.jwt.audience",
                "carillon.auth.jwt.roles", "carillon.auth.roles");
        assertThat(keys).containsAll(texts);
        return keys.stream().filter(key -> !texts.contains(key)).sorted();
    }

    @ParameterizedTest
    @MethodSource("checkedKeys")
    void read_badValue_namesKeyValueAndWhatIsAllowed(String key) {
        assertThatThrownBy(() -> TestSettings.of(key, "N'importe *quoi"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The setting " + key + " is 'N'importe *quoi' but must be ");
    }

    @ParameterizedTest
    @CsvSource({
        "carillon.demo, yes", "carillon.demo, 1", "carillon.auth.anonymous, ''", "carillon.auth.timeout, 10",
        "carillon.auth.timeout, -1s", "carillon.auth.timeout, 1w", "carillon.auth.timeout, 1.5s",
        "carillon.auth.timeout, 99ms", "carillon.auth.timeout, 61m", "carillon.auth.timeout, 9999999999s",
        "carillon.heartbeat.interval, 499ms", "carillon.heartbeat.timeout, 0s", "carillon.limits.sessions, 0",
        "carillon.limits.sessions, -1", "carillon.limits.sessions, 1e3", "carillon.limits.sessions, 10000001",
        "carillon.limits.sessions, 99999999999", "carillon.limits.message, 1023", "carillon.limits.message, 16777217",
        "carillon.node.name, a.b", "carillon.node.url, 10.0.0.5:8080",
        "carillon.node.url, ftp://a/b", "carillon.node.url, http://a/b?c=d", "carillon.node.url, http://u:p@a/b",
        "carillon.outbound.bytes, 65535", "carillon.outbound.pending, 65535", "carillon.outbound.flight, 1023",
        "carillon.chunk.memory, 33554431", "carillon.chunk.bytes, 1023", "carillon.chunk.timeout, 99ms",
        "carillon.idempotency.window, 25h", "carillon.drain.window, 11m", "carillon.channels.default, nowhere",
        "carillon.channels, ''", "carillon.gzip.level, 0", "carillon.gzip.threshold, 63",
        "carillon.fallback, on", "carillon.fallback.wait, 99ms", "carillon.fallback.wait, 6m"})
    void read_valueOutOfRange_namesKeyAndValue(String key, String value) {
        assertThatThrownBy(() -> TestSettings.of(key, value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key).hasMessageContaining("'" + value + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon.limits.sessions=10000000", "carillon.limits.message=1024",
            "carillon.auth.timeout=100ms", "carillon.auth.timeout=60m", "carillon.outbound.bytes=65536"})
    void read_valueAtTheEdge_isAllowed(String keyAndValue) {
        String[] parts = keyAndValue.split("=");

        assertThat(TestSettings.of(parts[0], parts[1])).isNotNull();
    }

    @Test
    void read_outboundSmallerThanAMessage_isRefused() {
        assertThatThrownBy(() -> TestSettings.of(
                "carillon.limits.message", "2097152", "carillon.outbound.bytes", "1048576"))
                .hasMessageContaining("carillon.outbound.bytes").hasMessageContaining("2097152");
    }

    @Test
    void toString_secrets_areNotInIt() {
        Settings settings = TestSettings.of("carillon.auth.jwt.secret", SECRET, "carillon.api.key", SECRET,
                "carillon.auth.jwt.issuer", "the-issuer");

        assertThat(settings.toString()).doesNotContain(SECRET).contains("the-issuer");
        assertThat(settings.auth().jwt().secret()).isEqualTo(SECRET);
        assertThat(settings.api().key()).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @MethodSource("checkedKeys")
    void read_badValueBesideSecrets_errorDoesNotShowThem(String key) {
        assertThatThrownBy(() -> TestSettings.of(key, "*bad*", "carillon.auth.jwt.secret", SECRET, "carillon.api.key",
                SECRET, "carillon.auth.jwt.key", SECRET, "carillon.redis.password", SECRET)).message()
                .doesNotContain(SECRET);
    }
}
