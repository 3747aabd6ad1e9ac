package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of every source and kind, and the tokens that each may and may not verify. */
class JwtKeysTest {
    private static final ManualClock CLOCK = new ManualClock();

    @TempDir
    Path folder;

    @Test
    void verify_rsaKeyInline_accepted() throws Exception {
        assertAccepts(keyOf(SigningKeys.RSA), rs256(SigningKeys.RSA));
    }

    @Test
    void verify_rsaKeyInFile_accepted() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), rsaPem(SigningKeys.RSA));

        assertAccepts(verifier("key", file.toString()), rs256(SigningKeys.RSA));
    }

    @Test
    void verify_ecKeyInline_accepted() throws Exception {
        JwtVerifier verifier = verifier("key", SigningKeys.pem(SigningKeys.EC.toECPublicKey()));

        assertAccepts(verifier, es256());
    }

    @Test
    void verify_otherRsaKey_refused() throws Exception {
        assertRefuses(keyOf(SigningKeys.RSA), rs256(SigningKeys.OTHER_RSA));
    }

    @Test
    void verify_publicKeyUsedAsSecret_refused() throws Exception {
        JwtVerifier verifier = keyOf(SigningKeys.RSA);
        String pem = rsaPem(SigningKeys.RSA);

        for (String text : new String[] {pem, pem.strip(), pem.replace("\n", "\r\n"), pem.replace("\n", "")}) {
            assertRefuses(verifier, token(SigningKeys.header(JWSAlgorithm.HS256), SigningKeys.hmac(text)));
        }
        byte[] der = SigningKeys.RSA.toRSAPublicKey().getEncoded();
        assertRefuses(verifier, token(SigningKeys.header(JWSAlgorithm.HS256), new MACSigner(der)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS384", "RS512", "PS256"})
    void verify_otherAlgorithmOfRightKey_refused(String algorithm) throws Exception {
        JWSHeader header = SigningKeys.header(JWSAlgorithm.parse(algorithm));

        assertRefuses(keyOf(SigningKeys.RSA), token(header, SigningKeys.rsa(SigningKeys.RSA)));
    }

    @Test
    void verify_longerHmacOfRightSecret_refused() {
        String secret = SigningKeys.SECRET.repeat(2);

        String token = token(SigningKeys.header(JWSAlgorithm.HS512), SigningKeys.hmac(secret));

        assertRefuses(verifier("secret", secret), token);
    }

    @Test
    void verify_keyInHeader_ignored() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(SigningKeys.OTHER_RSA.toPublicJWK()).build();

        assertRefuses(keyOf(SigningKeys.RSA), token(header, SigningKeys.rsa(SigningKeys.OTHER_RSA)));
    }

    @Test
    void verify_zeroSignatureOfEc_refused() throws Exception {
        JwtVerifier verifier = verifier("key", SigningKeys.pem(SigningKeys.EC.toECPublicKey()));
        String good = es256();
        String zeros = Base64URL.encode(new byte[64]).toString();

        assertRefuses(verifier, good.substring(0, good.lastIndexOf('.') + 1) + zeros);
    }

    @Test
    void verify_secretAndKeyConfigured_bothAccepted() throws Exception {
        JwtVerifier verifier = verifier("secret", SigningKeys.SECRET, "key", rsaPem(SigningKeys.RSA));

        assertAccepts(verifier, rs256(SigningKeys.RSA));
        assertAccepts(verifier, SigningKeys.signed(SigningKeys.anna(CLOCK.instant().plusSeconds(60)).build()));
    }

    @Test
    void verify_keySet_everyKindByItsId() throws Exception {
        JwtVerifier verifier = keySet(
                SigningKeys.RSA.toPublicJWK(), SigningKeys.OTHER_RSA, SigningKeys.EC.toPublicJWK(), SigningKeys.OCTETS);

        assertAccepts(verifier, rs256(SigningKeys.RSA, "rsa-1"));
        assertAccepts(verifier, rs256(SigningKeys.OTHER_RSA, "rsa-2"));
        assertAccepts(verifier, token(SigningKeys.header(JWSAlgorithm.ES256, "ec-1"), SigningKeys.ec(SigningKeys.EC)));
        assertAccepts(
                verifier, token(SigningKeys.header(JWSAlgorithm.HS256, "oct-1"), SigningKeys.hmac(SigningKeys.OCTETS)));
    }

    @Test
    void verify_keySetAndNoId_everyKeyTried() throws Exception {
        JwtVerifier verifier = keySet(SigningKeys.RSA.toPublicJWK(), SigningKeys.OTHER_RSA.toPublicJWK());

        assertAccepts(verifier, rs256(SigningKeys.RSA));
        assertAccepts(verifier, rs256(SigningKeys.OTHER_RSA));
    }

    @Test
    void verify_keySetAndWrongId_refused() throws Exception {
        JwtVerifier verifier = keySet(SigningKeys.RSA.toPublicJWK(), SigningKeys.OTHER_RSA.toPublicJWK());

        assertRefuses(verifier, rs256(SigningKeys.RSA, "rsa-2"));
        assertRefuses(verifier, rs256(SigningKeys.RSA, "../../dev/null"));
    }

    @Test
    void verify_keySetIdOfOtherKind_refused() throws Exception {
        JwtVerifier verifier = keySet(SigningKeys.RSA.toPublicJWK(), SigningKeys.OCTETS);
        String secret = rsaPem(SigningKeys.RSA);

        assertRefuses(verifier, token(SigningKeys.header(JWSAlgorithm.HS256, "rsa-1"), SigningKeys.hmac(secret)));
        assertRefuses(verifier, rs256(SigningKeys.RSA, "oct-1"));
    }

    @Test
    void verify_keyForEncryption_passedOver() throws Exception {
        RSAKey encryption = new RSAKey.Builder(SigningKeys.OTHER_RSA.toRSAPublicKey())
                .keyID("enc")
                .keyUse(KeyUse.ENCRYPTION)
                .build();
        JwtVerifier verifier = keySet(encryption, SigningKeys.RSA.toPublicJWK(), SigningKeys.LONG_EC.toPublicJWK());

        assertAccepts(verifier, rs256(SigningKeys.RSA));
        assertRefuses(verifier, rs256(SigningKeys.OTHER_RSA, "enc"));
        assertRefuses(verifier, token(SigningKeys.header(JWSAlgorithm.ES384), new ECDSASigner(SigningKeys.LONG_EC)));
    }

    @Test
    void load_shortSecret_refusedWithoutIt() {
        assertStops("carillon.auth.jwt.secret", "hunter2-hunter2-hunter2-hunter2", "secret", "openssl");
    }

    @Test
    void load_secretOfExactLength_accepted() {
        assertThat(JwtKeys.load(SigningKeys.settings("secret", "s".repeat(32)).auth().jwt(), CLOCK)).isNotEmpty();
    }

    @Test
    void load_secretIsPublicKey_refused() throws Exception {
        assertStops("carillon.auth.jwt.secret", rsaPem(SigningKeys.RSA), "secret", "carillon.auth.jwt.key");
    }

    @Test
    void load_keyIsNeitherPemNorFile_refusedWithoutIt() {
        assertStops("carillon.auth.jwt.key", "hunter2-in-the-wrong-setting", "key", "relative path");
        assertStops("carillon.auth.jwt.key", "hunter2\u0000", "key", "relative path");
        assertStops("carillon.auth.jwt.jwks", folder.resolve("none.json").toString(), "jwks", "NoSuchFileException");
    }

    @Test
    void load_privateKey_refusedWithoutIt() throws Exception {
        String pem = rsaPem(SigningKeys.RSA).replace("PUBLIC", "PRIVATE");

        assertStops("carillon.auth.jwt.key", pem, "key", "public key or certificate in PEM");
    }

    @Test
    void load_weakOrForeignKey_refused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        RSAPublicKey weak = (RSAPublicKey) generator.generateKeyPair().getPublic();

        assertStops("carillon.auth.jwt.key", SigningKeys.pem(weak), "key", "2048");
        assertStops("carillon.auth.jwt.key", SigningKeys.pem(SigningKeys.LONG_EC.toECPublicKey()), "key", "P-256");
        assertStops("carillon.auth.jwt.jwks", file(new RSAKey.Builder(weak).build()), "jwks", "2048");
    }

    @Test
    void load_keySetUnfit_refusedWithoutIt() throws Exception {
        byte[] octets = {'h', 'u', 'n', 't', 'e', 'r', '2'};
        Path file = Files.writeString(folder.resolve("garbage"), "{\"keys\":[{\"kty\":\"oct\",\"k\":7}]}");

        assertStops("carillon.auth.jwt.jwks", file.toString(), "jwks", "cannot be read");
        assertStops("carillon.auth.jwt.jwks", file(), "jwks", "without a key");
        assertStops("carillon.auth.jwt.jwks", file(SigningKeys.LONG_EC.toPublicJWK()), "jwks", "without a key");
        assertStops("carillon.auth.jwt.jwks", file(new OctetSequenceKey.Builder(octets).build()), "jwks", "32 bytes");
    }

    private static JwtVerifier verifier(String... settings) {
        return new JwtVerifier(SigningKeys.settings(settings), CLOCK);
    }

    private static JwtVerifier keyOf(RSAKey key) throws Exception {
        return verifier("key", rsaPem(key));
    }

    private JwtVerifier keySet(JWK... keys) throws IOException {
        return verifier("jwks", file(keys));
    }

    private String file(JWK... keys) throws IOException {
        String json = new JWKSet(Arrays.asList(keys)).toString(false);
        return Files.writeString(folder.resolve("keys.json"), json).toString();
    }

    private static String rsaPem(RSAKey key) throws Exception {
        return SigningKeys.pem(key.toRSAPublicKey());
    }

    private static String rs256(RSAKey key) {
        return token(SigningKeys.header(JWSAlgorithm.RS256), SigningKeys.rsa(key));
    }

    private static String rs256(RSAKey key, String keyId) {
        return token(SigningKeys.header(JWSAlgorithm.RS256, keyId), SigningKeys.rsa(key));
    }

    private static String es256() {
        return token(SigningKeys.header(JWSAlgorithm.ES256), SigningKeys.ec(SigningKeys.EC));
    }

    private static String token(JWSHeader header, JWSSigner signer) {
        return SigningKeys.signed(header, SigningKeys.anna(CLOCK.instant().plus(Duration.ofHours(1))).build(), signer);
    }

    private static void assertAccepts(JwtVerifier verifier, String token) {
        assertThat(verifier.verify(token).user()).isEqualTo("anna");
    }

    private static void assertRefuses(JwtVerifier verifier, String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOfSatisfying(
                RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    private static void assertStops(String setting, String value, String key, String remedy) {
        assertThatThrownBy(() -> verifier(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining(setting)
                .hasMessageContaining(remedy)
                .hasMessageNotContaining(value);
    }
}
