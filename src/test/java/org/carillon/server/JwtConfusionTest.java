package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.testing.KeyServer;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that would make a server use a right key in a wrong way, or a key of their own, from every source of keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtConfusionTest {
    private static final String RSA_ID = "rsa-1";
    private static final String EC_ID = "ec-1";

    private final ManualClock clock = new ManualClock();
    private final Map<String, JwtVerifier> verifiers = new TreeMap<>();
    private KeyServer server;
    private KeyServer evil;

    @BeforeAll
    void begin(@TempDir Path folder) throws Exception {
        JWK[] keys = {SigningKeys.RSA.toPublicJWK(), SigningKeys.EC.toPublicJWK()};
        server = KeyServer.of(keys);
        evil = KeyServer.of(SigningKeys.OTHER_RSA.toPublicJWK());
        Path file = Files.writeString(folder.resolve("keys.json"), KeyServer.text(keys));
        RSAKey third = new RSAKeyGenerator(2048).generate();
        verifiers.put("file", verifier("jwks", file.toString()));
        verifiers.put("url", verifier("jwks", server.url()));
        verifiers.put("all", verifier("jwks", server.url(), "secret", SigningKeys.SECRET,
                "key", SigningKeys.pem(third.toPublicKey())));
        assertThat(verifiers.values()).allSatisfy(verifier ->
                assertThat(verifier.verify(good()).user()).isEqualTo("anna"));
    }

    @AfterAll
    void end() {
        server.close();
        evil.close();
    }

    @Test
    void noneAlgorithm_withOrWithoutASignature_refused() {
        String body = good().split("\\.")[1];
        String signature = good().split("\\.")[2];
        for (String algorithm : List.of("none", "None", "NONE", "nOnE", "", " ")) {
            String header = base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + RSA_ID + "\"}");
            assertRefused(header + '.' + body + '.');
            assertRefused(header + '.' + body);
            assertRefused(header + '.' + body + '.' + signature);
        }
    }

    @Test
    void algorithmMissingOrOdd_refused() {
        String rest = good().substring(good().indexOf('.'));
        for (String header : List.of("{}", "{\"kid\":\"rsa-1\"}", "{\"typ\":\"JWT\"}", "{\"alg\":null}", "{\"alg\":7}",
                "{\"alg\":[\"RS256\"]}", "{\"alg\":\"RS256\",\"alg\":\"none\"}", "{\"alg\":\"none\",\"alg\":\"RS256\"}",
                "{\"ALG\":\"RS256\"}", "{\"alg\":\"rs256\"}", "{\"alg\":\"RSA1_5\"}", "{\"alg\":\"dir\"}")) {
            assertRefused(base64(header) + rest);
        }
    }

    @Test
    void publicKeyAsSecret_inEveryFormThatAnybodyCanHave_refused() throws Exception {
        List<byte[]> secrets = new ArrayList<>();
        for (AsymmetricJWK key : List.of(SigningKeys.RSA.toPublicJWK(), SigningKeys.EC.toPublicJWK())) {
            byte[] der = key.toPublicKey().getEncoded();
            secrets.add(der);
            secrets.add(bytes(Base64.encode(der).toString()));
            secrets.add(bytes(((JWK) key).toJSONString()));
        }
        String pem = SigningKeys.pem(SigningKeys.RSA.toPublicKey());
        for (String text : List.of(pem, pem.strip(), pem.replace("\r\n", "\n"), pem.replace("\r\n", ""), server.url(),
                SigningKeys.RSA.getModulus().toString())) {
            secrets.add(bytes(text));
        }
        secrets.add(SigningKeys.RSA.getModulus().decode());
        for (byte[] secret : secrets) {
            for (String id : List.of(RSA_ID, EC_ID, "")) {
                assertRefused(hmac("{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}", secret));
            }
        }
    }

    @Test
    void emptySecret_refused() throws Exception {
        for (byte[] secret : new byte[][] {{0}, new byte[32], bytes("secret")}) {
            assertRefused(hmac("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}", secret));
        }
    }

    /** With a header that no library would write. */
    private String hmac(String header, byte[] secret) throws GeneralSecurityException {
        String signed = base64(header) + '.' + good().split("\\.")[1];
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return signed + '.' + Base64URL.encode(mac.doFinal(bytes(signed)));
    }

    @Test
    void keyOfTheOtherKind_refused() {
        String rest = good().substring(good().indexOf('.'));
        assertRefused(base64("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}") + rest);
        assertRefused(base64("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + rest);
        assertRefused(token(header(JWSAlgorithm.ES256, RSA_ID).build(), SigningKeys.ec(SigningKeys.EC)));
        assertRefused(token(header(JWSAlgorithm.RS256, EC_ID).build(), SigningKeys.rsa(SigningKeys.RSA)));
        String ec = token(header(JWSAlgorithm.ES256, EC_ID).build(), SigningKeys.ec(SigningKeys.EC));
        assertRefused(base64("{\"alg\":\"RS256\",\"kid\":\"ec-1\"}") + ec.substring(ec.indexOf('.')));
    }

    @Test
    void otherAlgorithmsOfTheRightKey_refused() {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256,
                JWSAlgorithm.PS512)) {
            assertRefused(token(header(algorithm, RSA_ID).build(), SigningKeys.rsa(SigningKeys.RSA)));
        }
    }

    @Test
    void keyThatTheTokenBringsOrPointsTo_isNotUsedNorFetched() throws Exception {
        JWSSigner signer = SigningKeys.rsa(SigningKeys.OTHER_RSA);
        for (String id : List.of(RSA_ID, "rsa-2", "")) {
            assertRefused(token(header(JWSAlgorithm.RS256, id)
                    .jwk(SigningKeys.OTHER_RSA.toPublicJWK()).build(), signer));
            assertRefused(token(header(JWSAlgorithm.RS256, id).jwkURL(URI.create(evil.url())).build(), signer));
            assertRefused(token(header(JWSAlgorithm.RS256, id).x509CertURL(URI.create(evil.url())).build(), signer));
            assertRefused(token(header(JWSAlgorithm.RS256, id).x509CertChain(List.of(
                    Base64.encode(SigningKeys.OTHER_RSA.toPublicKey().getEncoded()))).build(), signer));
            assertRefused(token(header(JWSAlgorithm.RS256, id).customParam("key", evil.url()).build(), signer));
        }
        String own = new OctetSequenceKey.Builder(new byte[32]).build().toJSONString();
        assertRefused(hmac("{\"alg\":\"HS256\",\"jwk\":" + own + '}', new byte[32]));
        assertThat(evil.asked()).isZero();
    }

    @Test
    void goodTokenThatPointsElsewhere_isVerifiedByTheRightKeyAlone() {
        String token = token(header(JWSAlgorithm.RS256, RSA_ID).jwkURL(URI.create(evil.url())).build(),
                SigningKeys.rsa(SigningKeys.RSA));

        assertThat(verifiers.values()).allSatisfy(verifier ->
                assertThat(verifier.verify(token)).extracting(Identity::user).isEqualTo("anna"));
        assertThat(evil.asked()).isZero();
    }

    @Test
    void criticalHeaders_refused() {
        for (String name : List.of("exp", "b64", "jwk", "https://example.com/odd")) {
            JWSHeader header = header(JWSAlgorithm.RS256, RSA_ID).criticalParams(Set.of(name))
                    .customParam(name.equals("b64") || name.equals("jwk") ? "x" : name, true).build();
            assertRefused(token(header, SigningKeys.rsa(SigningKeys.RSA)));
        }
        assertRefused(token(header(JWSAlgorithm.RS256, RSA_ID).base64URLEncodePayload(false)
                .criticalParams(Set.of("b64")).build(), SigningKeys.rsa(SigningKeys.RSA)));
    }

    @Test
    void payloadOfAnotherToken_refused() {
        String[] good = good().split("\\.");
        String root = SigningKeys.signed(header(JWSAlgorithm.RS256, RSA_ID).build(),
                SigningKeys.anna(clock.instant().plusSeconds(60)).subject("root").build(),
                SigningKeys.rsa(SigningKeys.OTHER_RSA)).split("\\.")[1];

        assertRefused(good[0] + '.' + root + '.' + good[2]);
        assertRefused(good[0] + '.' + base64("{\"sub\":\"root\",\"exp\":9999999999}") + '.' + good[2]);
        assertRefused(good[0] + '.' + good[1] + ' ' + '.' + good[2]);
        assertRefused(good[0] + '.' + good[1] + '.' + good[2] + '.' + good[2]);
    }

    @Test
    void tokenOfRightKeyButTooLong_refused() {
        assertRefused(SigningKeys.signed(header(JWSAlgorithm.RS256, RSA_ID).build(),
                SigningKeys.anna(clock.instant().plusSeconds(60)).claim("pad", "x".repeat(9000)).build(),
                SigningKeys.rsa(SigningKeys.RSA)));
        assertRefused(token(header(JWSAlgorithm.RS256, "i".repeat(9000)).build(), SigningKeys.rsa(SigningKeys.RSA)));
    }

    private JwtVerifier verifier(String... settings) {
        return new JwtVerifier(SigningKeys.settings(settings), clock);
    }

    private String good() {
        return token(header(JWSAlgorithm.RS256, RSA_ID).build(), SigningKeys.rsa(SigningKeys.RSA));
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm, String id) {
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm);
        return id.isEmpty() ? header : header.keyID(id);
    }

    private String token(JWSHeader header, JWSSigner signer) {
        return SigningKeys.signed(header, SigningKeys.anna(clock.instant().plusSeconds(60)).build(), signer);
    }

    private static String base64(String text) {
        return Base64URL.encode(text).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** By every verifier, for what is wrong with the token, which is not repeated. */
    private void assertRefused(String token) {
        verifiers.forEach((keys, verifier) -> {
            RefusedException refusal = catchThrowableOfType(RefusedException.class, () -> verifier.verify(token));
            assertThat(refusal).as("%s: %s", keys, token).isNotNull();
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refusal).hasMessageNotContaining(token);
        });
    }
}
