package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.util.Random;
import java.util.Set;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that nobody who knows the secret has made, and texts that are no tokens at all. */
class JwtForgeryTest {
    private final ManualClock clock = new ManualClock();
    private final JwtVerifier verifier =
            new JwtVerifier(SigningKeys.settings("secret", SigningKeys.SECRET), clock);

    @Test
    void verify_unsigned_refused() {
        String token = new PlainJWT(anna().build()).serialize();

        assertRefuses(token, "signed");
        assertRefuses(token + "AAAA", "signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "", "hs256", "HS256 "})
    void verify_algorithmForged_refused(String algorithm) {
        String good = SigningKeys.signed(anna().build());
        String forged = base64("{\"alg\":\"" + algorithm + "\"}") + good.substring(good.indexOf('.'));

        assertRefuses(forged, "");
        assertRefuses(forged.substring(0, forged.lastIndexOf('.') + 1), "");
    }

    @Test
    void verify_tampered_refused() {
        String[] good = SigningKeys.signed(anna().build()).split("\\.");
        String[] other = SigningKeys.signed(anna().subject("root").build()).split("\\.");

        assertRefuses(good[0] + "." + other[1] + "." + good[2], "signature");
        assertRefuses(good[0] + "." + good[1] + "." + "A".repeat(43), "signature");
        assertRefuses(good[0] + "." + good[1] + ".", "signed");
    }

    @Test
    void verify_otherSecret_refused() {
        String token = SigningKeys.signed(
                SigningKeys.header(JWSAlgorithm.HS256), anna().build(), SigningKeys.hmac("x" + SigningKeys.SECRET));

        assertRefuses(token, "signature");
    }

    @Test
    void verify_unknownCriticalHeader_refused() {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("https://example.com/odd"))
                .customParam("https://example.com/odd", true)
                .build();

        assertRefuses(
                SigningKeys.signed(header, anna().build(), SigningKeys.hmac(SigningKeys.SECRET)), "signature");
    }

    @Test
    void verify_tooLong_refusedUnread() {
        String token = SigningKeys.signed(anna().claim("pad", "x".repeat(9000)).build());

        assertRefuses(token, "longer than 8192");
        assertRefuses(".".repeat(1_000_000), "longer than 8192");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "...", "a", "a.b.c", "a.b.c.d.e", "null", "{}", "e30.e30.e30", "\u0000",
        "\u65e5\u672c.\u8a9e.\ud83d\udd14", "eyJhbGciOiJIUzI1NiJ9..", "eyJhbGciOiJIUzI1NiJ9.e30.",
        "bnVsbA.bnVsbA.bnVsbA"})
    void verify_garbage_refused(String token) {
        assertRefuses(token, "");
    }

    @Test
    void verify_deeplyNested_refused() {
        assertRefuses(base64("[".repeat(4000)) + ".e30.AAAA", "signed");
        assertRefuses(base64("{\"alg\":" + "[".repeat(4000)) + ".e30.AAAA", "signed");
    }

    @Test
    void verify_randomBytesChanged_neverAnythingButRefused() {
        String good = SigningKeys.signed(anna().build());
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder bad = new StringBuilder(good);
            // Not the last character: its lowest bits are padding, so another one may mean the same signature.
            bad.setCharAt(random.nextInt(good.length() - 1), '~');
            assertRefuses(bad.toString(), "");
        }
    }

    private JWTClaimsSet.Builder anna() {
        return SigningKeys.anna(clock.instant().plusSeconds(60));
    }

    private static String base64(String text) {
        return Base64URL.encode(text).toString();
    }

    private void assertRefuses(String token, String reason) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> verifier.verify(token));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refusal).hasMessageContaining(reason).hasMessageNotContaining(SigningKeys.SECRET);
        // Very short texts stand in every sentence.
        if (token.length() > 5) {
            assertThat(refusal).hasMessageNotContaining(token);
        }
    }
}
