package org.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carillon.Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelPoliciesTest {
    private static final int MESSAGE = 65_536;
    private static final int LARGE = 1_000_000;
    private static final Retention LOG = new Retention(100, 1000, Duration.ofHours(1));
    private static final ChannelPolicy DEFAULTS = policy("", MESSAGE, LOG);

    private static ChannelPolicy policy(String pattern, int message, Retention log) {
        return new ChannelPolicy(pattern, ChannelPolicy.Queue.DISCONNECT, Rights.DEFAULT, true, message, log,
                message == MESSAGE ? LARGE : 0);
    }

    private static Rights rights(Access publish, Access read) {
        return new Rights(Access.ALL, publish, Access.SUBSCRIBERS, read);
    }

    private static ChannelPolicies parse(String text) {
        return ChannelPolicies.parse(text, DEFAULTS);
    }

    @Test
    void parse_patternAlone_hasTheDefaults() {
        assertThat(parse("lobby").list()).containsExactly(policy("lobby", MESSAGE, LOG));
    }

    @Test
    void parse_allWords_areRead() {
        assertThat(parse(" ;\n metric:*   queue=LATEST publish=portal\tpresence=off message=100 ;"
                + " x publish=all history=5 history.bytes=70 history.age=2d read=all; y history=0 history.bytes=5")
                .list())
                .containsExactly(
                        new ChannelPolicy("metric:*", ChannelPolicy.Queue.LATEST,
                                rights(Access.PORTAL, Access.SUBSCRIBERS), false, 100, LOG, 0),
                        new ChannelPolicy("x", ChannelPolicy.Queue.DISCONNECT, rights(Access.ALL, Access.ALL), true,
                                MESSAGE, new Retention(5, 70, Duration.ofDays(2)), LARGE),
                        policy("y", MESSAGE, Retention.NONE));
    }

    @ParameterizedTest
    @CsvSource({"x,1000000", "x large=5000,5000", "x large=0,0", "x message=100,0", "x message=100 large=5000,5000",
        "x large=5000 message=100,5000"})
    void parse_large_isTheMostUnlessMessagesAreBounded(String text, int large) {
        assertThat(parse(text).list().get(0).largeBytes()).isEqualTo(large);
    }

    @Test
    void limit_inParts_isTheLargerOne() {
        ChannelPolicy policy = parse("x message=100 large=5000").list().get(0);

        assertThat(policy.limit(false)).isEqualTo(100);
        assertThat(policy.limit(true)).isEqualTo(5000);
        assertThat(parse("x message=100").list().get(0).limit(true)).isEqualTo(100);
    }

    @Test
    void parse_wordTwice_theLastCounts() {
        assertThat(parse("x presence=off presence=on").list().get(0).presence()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"lobby,lobby", "room:1,room:*", "room:,room:*", "room:a:b,room:*", "other,*"})
    void of_severalPatterns_theFirstThatMatches(String channel, String pattern) {
        assertThat(parse("lobby; room:*; *; lobby queue=latest").of(channel)).map(ChannelPolicy::pattern)
                .contains(pattern);
        assertThat(parse("lobby; room:*; *; lobby queue=latest").of(channel)).map(ChannelPolicy::queue)
                .contains(ChannelPolicy.Queue.DISCONNECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lobby", "lobby2", "lobb", "room", "Room:1", "xroom:1"})
    void of_noPatternMatches_empty(String channel) {
        assertThat(parse("lobby; room:*").of(channel)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue=", "queue=first", "queue", "presence=yes", "publish=nobody", "history=-1",
            "subscribe=subscribers", "subscribe=", "publish=role:", "read=role:a|", "presence=maybe",
            "*", "read=", "history=100001", "history.bytes=0", "history.age=5", "history.age=0s", "history.size=5",
            "large=", "large=-1", "large=1000001", "message=", "message=0", "message=-1", "message=65537", "message=1k",
            "message=99999999999"})
    void parse_unknownWord_namesItItsPatternAndWhatIsAllowed(String word) {
        assertThatThrownBy(() -> parse("lobby; room:* " + word)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word).hasMessageContaining("room:*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:*:x", "*room", "a**"})
    void parse_starWithin_isRefused(String pattern) {
        assertThatThrownBy(() -> parse(pattern)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern).hasMessageContaining("last character");
    }

    @Test
    void parse_rights_areReadForEachAct() {
        ChannelPolicy policy = parse("x subscribe=user publish=role:Chief|role:editor read=none presence=role:a|b")
                .list().get(0);

        assertThat(policy.rights()).isEqualTo(new Rights(Access.USER, Access.role(Set.of("Chief", "editor")),
                Access.role(Set.of("a", "b")), Access.PORTAL));
        assertThat(policy.presence()).isTrue();
        assertThat(parse("x subscribe=role:c; y publish=role:d|e").roles()).containsExactlyInAnyOrder("c", "d", "e");
    }

    @ParameterizedTest
    @CsvSource({"private:{user},private:ann,ann", "private:{user},private:a:b,a:b", "p:{user}:*,p:ann:1:2,ann",
        "p:{user}:*,p:ann:,ann", "{user}/x,ann/x,ann"})
    void belongs_channelOfAUser_onlyToThatOne(String pattern, String channel, String user) {
        ChannelPolicy policy = parse(pattern).of(channel).orElseThrow();

        assertThat(policy.belongs(channel, user(user))).isTrue();
        for (String other : new String[] {"an", "anna", "Ann", "a", "b", "ann:1", "guest", "x", "{user}"}) {
            assertThat(policy.belongs(channel, user(other))).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"p:{user}:*,p:ann", "p:{user}:*,p::x", "p:{user}:*,q:ann:x", "p:{user},p:", "p:{user}:x,p:ann:xy",
        "p:{user}:x,p:ann:"})
    void of_channelOfNoUser_isNotOfThePattern(String pattern, String channel) {
        assertThat(parse(pattern).of(channel)).isEmpty();
    }

    @Test
    void belongs_userWhoseIdHasTheCharacterThatEndsIt_hasNone() {
        ChannelPolicy policy = parse("p:{user}:*").of("p:ann:x:1").orElseThrow();

        assertThat(policy.belongs("p:ann:x:1", user("ann:x"))).isFalse();
        assertThat(policy.belongs("p:ann:x:1", user("ann"))).isTrue();
    }

    @Test
    void belongs_guest_neverOwnsAChannel() {
        ChannelPolicy policy = parse("p:{user}").of("p:guest:kim").orElseThrow();

        assertThat(policy.belongs("p:guest:kim", Identity.guest("kim"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"p:{user}*", "{user}:{user}", "{user}{user}"})
    void parse_userWithoutAnEnd_isRefused(String pattern) {
        assertThatThrownBy(() -> parse(pattern)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern).hasMessageContaining("{user}");
    }

    private static Identity user(String name) {
        return new Identity(name, Optional.empty(), Map.of());
    }

    @Test
    void parse_patternTooLong_isRefused() {
        assertThat(parse("x".repeat(255)).list()).hasSize(1);
        assertThatThrownBy(() -> parse("x".repeat(256))).hasMessageContaining("255");
    }
}
