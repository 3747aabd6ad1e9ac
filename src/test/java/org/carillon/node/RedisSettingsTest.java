package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    private static RedisSettings of(String... keysAndValues) {
        return TestSettings.of(keysAndValues).redis();
    }

    @Test
    void read_nothingSet_defaultsOfTheManual() {
        RedisSettings settings = of();

        assertThat(settings.url()).hasToString("redis://127.0.0.1:6379");
        assertThat(settings.prefix()).isEqualTo("carillon:");
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.replicas()).isZero();
        assertThat(settings.signInPassword()).isEmpty();
    }

    @Test
    void read_sentinel_hostsNameAndOneReplica() {
        RedisSettings settings = of("carillon.redis.url", "rediss-sentinel://u:p%40ss@a,b:5000,[::1]:7/3#main");
        RedisUrl url = settings.url();

        assertThat(url.kind()).isEqualTo(RedisUrl.Kind.SENTINEL);
        assertThat(url.tls()).isTrue();
        assertThat(url.hosts()).isEqualTo(List.of(new RedisUrl.Host("a", 26379), new RedisUrl.Host("b", 5000),
                new RedisUrl.Host("[::1]", 7)));
        assertThat(url.database()).isEqualTo(3);
        assertThat(url.primary()).isEqualTo("main");
        assertThat(settings.signInUser()).isEqualTo("u");
        assertThat(settings.signInPassword()).isEqualTo("p@ss");
        assertThat(settings.replicas()).isEqualTo(1);
    }

    @Test
    void read_clusterAndNoReplicas_asSet() {
        RedisSettings settings = of("carillon.redis.url", "redis-cluster://a:1,b:2", "carillon.redis.replicas", "0");

        assertThat(settings.url().kind()).isEqualTo(RedisUrl.Kind.CLUSTER);
        assertThat(settings.replicas()).isZero();
    }

    @Test
    void read_userAndPasswordOfTheirOwn_inPlaceOfTheUrls() {
        RedisSettings settings = of("carillon.redis.url", "redis://:old@a", "carillon.redis.user", "me",
                "carillon.redis.password", "new-secret");

        assertThat(settings.signInUser()).isEqualTo("me");
        assertThat(settings.signInPassword()).isEqualTo("new-secret");
        assertThat(settings.toString()).doesNotContain("new-secret").doesNotContain("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://u:hidden@a", "redis://a,b", "redis-sentinel://u:hidden@a", "redis://a#main",
            "redis-cluster://a/1", "redis://a:70000", "redis://", "redis://a b", "redis://u:hidden@", "a:6379"})
    void read_badUrl_saysWhatIsAllowedAndHidesThePassword(String url) {
        assertThatThrownBy(() -> of("carillon.redis.url", url)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The setting carillon.redis.url is '")
                .hasMessageContaining("redis-sentinel://").hasMessageNotContaining("hidden");
    }
}
