package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {
    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final Instant end = start.plusSeconds(60);
    private final JwtVerifier verifier = verifier("secret", SigningKeys.SECRET);

    @Test
    void verify_good_givesUserEndAndName() {
        Identity identity = verifier.verify(SigningKeys.signed(anna().claim("name", "Anna B.").build()));

        assertThat(identity.user()).isEqualTo("anna");
        assertThat(identity.expires()).contains(end);
        assertThat(identity.info()).containsOnlyKeys("name").containsEntry("name", "Anna B.");
        assertThat(identity.guest()).isFalse();
    }

    @Test
    void verify_nameMissingOrNoText_noInfo() {
        assertThat(verifier.verify(SigningKeys.signed(anna().build())).info()).isEmpty();
        assertThat(verifier.verify(SigningKeys.signed(anna().claim("name", 7).build())).info()).isEmpty();
    }

    @Test
    void verify_sidOrElseJti_namesTheLogin() {
        assertThat(verifier.verify(SigningKeys.signed(anna().build())).login()).isEmpty();
        assertThat(verifier.verify(SigningKeys.signed(anna().jwtID("j").build())).login()).isEqualTo("j");
        assertThat(verifier.verify(SigningKeys.signed(anna().jwtID("j").claim("sid", "s").build())).login())
                .isEqualTo("s");
        assertThat(verifier.verify(SigningKeys.signed(anna().claim("sid", 7).build())).login()).isEmpty();
        assertThat(verifier.verify(SigningKeys.signed(anna().claim("sid", "s".repeat(2000)).build())).login())
                .isEmpty();
    }

    @Test
    void verify_jtiAndIat_areWhatItMayBeRevokedBy() {
        assertThat(verifier.verify(SigningKeys.signed(anna().build())).token()).contains(Identity.Token.UNNAMED);
        assertThat(verifier.verify(SigningKeys.signed(anna().jwtID("j").issueTime(Date.from(start)).build())).token())
                .contains(new Identity.Token("j", Optional.of(start)));
        assertThat(verifier.verify(SigningKeys.signed(anna().jwtID("j".repeat(129)).build())).token())
                .contains(Identity.Token.UNNAMED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {"roles!{\"roles\":[\"a\",\"b\",7,\"\"]}", "roles!{\"roles\":\"a b\"}",
        "realm_access.roles!{\"realm_access\":{\"roles\":[\"a\",\"b\"]}}",
        "x.roles!{\"x.roles\":[\"b\",\"a\"]}", "a.b.c!{\"a\":{\"b\":{\"c\":[\"a\",\"b\"]}}}"})
    void verify_roles_areThoseOfTheClaimThatTheSettingNames(String path, String claims) {
        JwtVerifier some = verifier("secret", SigningKeys.SECRET, "roles", path);

        assertThat(some.verify(signedWith(claims)).roles()).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"other\":1}", "{\"roles\":7}", "{\"roles\":null}", "{\"roles\":{\"a\":true}}"})
    void verify_noRoles_none(String claims) {
        assertThat(verifier.verify(signedWith(claims)).roles()).isEmpty();
    }

    /** A token of anna with these claims, a JSON object, too. */
    private String signedWith(String claims) {
        return SigningKeys.signed("{\"sub\":\"anna\",\"exp\":" + end.getEpochSecond() + ','
                + claims.substring(1));
    }

    @Test
    void verify_longName_cutBetweenCharacters() {
        String name = "n".repeat(99) + "\ud83d\udd14" + "n";

        assertThat(verifier.verify(SigningKeys.signed(anna().claim("name", name).build())).info())
                .containsEntry("name", "n".repeat(99));
        assertThat(verifier.verify(SigningKeys.signed(anna().claim("name", "n".repeat(101)).build())).info())
                .containsEntry("name", "n".repeat(100));
    }

    @Test
    void verify_expiredWithinSkew_acceptedWithExactEnd() {
        String token = SigningKeys.signed(anna().build());
        clock.advance(Duration.ofSeconds(60 + 29));

        assertThat(verifier.verify(token).expires()).contains(end);
    }

    @Test
    void verify_expiredBeyondSkew_tokenExpired() {
        String token = SigningKeys.signed(anna().build());
        clock.advance(Duration.ofSeconds(60 + 30));

        assertThat(refusal(verifier, token).code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void verify_expiredAndOtherwiseWrong_unauthenticated() {
        JwtVerifier strict = verifier("secret", SigningKeys.SECRET, "issuer", "portal");
        String token = SigningKeys.signed(anna().issuer("other").build());
        clock.advance(Duration.ofHours(1));

        assertUnauthenticated(strict, token, "issuer");
    }

    @Test
    void verify_noEnd_refused() {
        assertUnauthenticated(
                verifier, SigningKeys.signed(new JWTClaimsSet.Builder().subject("anna").build()), "'exp'");
    }

    @Test
    void verify_endIsNoNumber_refused() {
        assertUnauthenticated(verifier, SigningKeys.signed("{\"sub\":\"anna\",\"exp\":\"tomorrow\"}"), "claims");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "anna"})
    void verify_signedButNoClaims_refused(String payload) {
        assertUnauthenticated(verifier, SigningKeys.signed(payload), "");
    }

    @Test
    void verify_notYetValidBeyondSkew_refused() {
        JWTClaimsSet claims = anna().notBeforeTime(Date.from(start.plusSeconds(31))).build();

        assertUnauthenticated(verifier, SigningKeys.signed(claims), "not valid yet");
    }

    @Test
    void verify_notYetValidWithinSkew_accepted() {
        JWTClaimsSet claims = anna().notBeforeTime(Date.from(start.plusSeconds(30))).build();

        assertThat(verifier.verify(SigningKeys.signed(claims)).user()).isEqualTo("anna");
    }

    @Test
    void verify_skewOfMillis_obeyed() {
        JwtVerifier exact = verifier("secret", SigningKeys.SECRET, "skew", "500ms");
        String token = SigningKeys.signed(anna().build());
        clock.advance(Duration.ofMillis(60_499));
        assertThat(exact.verify(token).user()).isEqualTo("anna");
        clock.advance(Duration.ofMillis(1));

        assertThat(refusal(exact, token).code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void verify_issuer_onlyTheConfiguredOne() {
        JwtVerifier strict = verifier("secret", SigningKeys.SECRET, "issuer", "https://portal.test");

        assertThat(strict.verify(SigningKeys.signed(anna().issuer("https://portal.test").build())).user())
                .isEqualTo("anna");
        assertUnauthenticated(
                strict, SigningKeys.signed(anna().issuer("https://portal.test.evil.org").build()), "issuer");
        assertUnauthenticated(strict, SigningKeys.signed(anna().build()), "issuer");
    }

    @Test
    void verify_audience_oneOfTheListSuffices() {
        JwtVerifier strict = verifier("secret", SigningKeys.SECRET, "audience", "carillon");

        assertThat(strict.verify(SigningKeys.signed(anna().audience(List.of("mail", "carillon")).build())).user())
                .isEqualTo("anna");
        assertThat(strict.verify(SigningKeys.signed(anna().audience("carillon").build())).user()).isEqualTo("anna");
        assertUnauthenticated(strict, SigningKeys.signed(anna().audience(List.of("mail", "news")).build()), "audience");
        assertUnauthenticated(strict, SigningKeys.signed(anna().build()), "audience");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "guest:anna", "guest:", "an\nna", "anna\u0000", "\u001banna", "an\u0085na", "an\u2028na"})
    void verify_badUser_refused(String user) {
        assertUnauthenticated(verifier, SigningKeys.signed(anna().subject(user).build()), "'sub'");
    }

    @Test
    void verify_noUser_refused() {
        assertUnauthenticated(verifier, SigningKeys.signed(anna().subject(null).build()), "'sub'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[\"anna\"]", "true"})
    void verify_userIsNoText_refused(String user) {
        String token = SigningKeys.signed("{\"sub\":" + user + ",\"exp\":" + end.getEpochSecond() + "}");

        assertUnauthenticated(verifier, token, "claims");
    }

    @Test
    void verify_halfACharacterInUser_refused() {
        String token = SigningKeys.signed("{\"sub\":\"a\\ud83d\",\"exp\":" + end.getEpochSecond() + "}");

        assertUnauthenticated(verifier, token, "'sub'");
    }

    @Test
    void verify_lengthOfUser_upTo128() {
        String longest = "u".repeat(128);

        assertThat(verifier.verify(SigningKeys.signed(anna().subject(longest).build())).user()).isEqualTo(longest);
        assertUnauthenticated(verifier, SigningKeys.signed(anna().subject(longest + "u").build()), "'sub'");
    }

    @Test
    void verify_userOfOtherScript_accepted() {
        assertThat(verifier.verify(SigningKeys.signed(anna().subject("Zo\u00eb \u5c71 \ud83d\udd14").build())).user())
                .isEqualTo("Zo\u00eb \u5c71 \ud83d\udd14");
    }

    @Test
    void verify_type_onlyTokensForSigningIn() {
        assertThat(verifier.verify(typed("JWT")).user()).isEqualTo("anna");
        assertThat(verifier.verify(typed("jwt")).user()).isEqualTo("anna");
        assertThat(verifier.verify(typed("at+jwt")).user()).isEqualTo("anna");
        assertUnauthenticated(verifier, typed("logout+jwt"), "'typ'");
    }

    @Test
    void verify_nothingConfigured_refusalNamesSettings() {
        JwtVerifier none = verifier();

        assertUnauthenticated(none, SigningKeys.signed(anna().build()), "carillon.auth.jwt.secret");
        assertThat(refusal(none, "x")).hasMessageContainingAll("carillon.auth.jwt.key", "carillon.auth.jwt.jwks");
    }

    private JWTClaimsSet.Builder anna() {
        return SigningKeys.anna(end);
    }

    private JwtVerifier verifier(String... settings) {
        return new JwtVerifier(SigningKeys.settings(settings), clock);
    }

    private String typed(String type) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build();
        return SigningKeys.signed(header, anna().build(), SigningKeys.hmac(SigningKeys.SECRET));
    }

    private static RefusedException refusal(JwtVerifier verifier, String token) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> verifier.verify(token));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static void assertUnauthenticated(JwtVerifier verifier, String token, String reason) {
        RefusedException refusal = refusal(verifier, token);
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal).hasMessageContaining(reason).hasMessageNotContaining(SigningKeys.SECRET);
        assertThat(refusal).hasMessageNotContaining(token);
    }
}
