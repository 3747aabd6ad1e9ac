package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.RawClient.Response;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens signed by an RSA key that is set inline, or by keys of a JWKS file; and handshakes must have an origin. */
@ExtendWith(ArquillianExtension.class)
class PublicKeyIT {
    private static final RSAKey INLINE = rsa("inline");
    private static final RSAKey LISTED = rsa("listed");
    private static final RSAKey STRANGE = rsa("listed");
    private static final ECKey CURVE = curve("curve");
    private static final String PEM = pem(INLINE);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() throws IOException {
        Path jwks = Path.of("target", "it", "jwks.json").toAbsolutePath();
        Files.createDirectories(jwks.getParent());
        Files.writeString(jwks, new JWKSet(List.<JWK>of(LISTED, CURVE)).toString(true));
        return Wars.with(Map.of(
                "carillon.auth.jwt.key", PEM,
                "carillon.auth.jwt.jwks", jwks.toString(),
                "carillon.auth.jwt.issuer", "https://portal.example.com",
                "carillon.auth.jwt.audience", "carillon",
                "carillon.origins.missing", "false"));
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey curve(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(RSAKey key) {
        try {
            return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(key.toPublicKey().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return Tokens.claims("ann", Duration.ofHours(1)).issuer("https://portal.example.com").audience("carillon");
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, String id, JWSSigner signer) {
        return Tokens.signed(claims.build(), new JWSHeader.Builder(algorithm).keyID(id).build(), signer);
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
        return signed(claims, JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key));
    }

    private Response handshake(String... headers) {
        try (RawClient client = RawClient.to(base)) {
            return client.handshake("", headers);
        }
    }

    private String origin() {
        return "http://127.0.0.1:" + base.getPort();
    }

    private void assertAccepted(String token) {
        try (Client client = Client.to(base).header("Authorization", "Bearer " + token)
                .header("Origin", origin()).connect()) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("ann");
        }
    }

    private void assertRefused(String token) {
        assertThat(handshake("Origin", origin(), "Authorization", "Bearer " + token).status()).isEqualTo(401);
    }

    @Test
    void tokenOfTheInlineKey_isAccepted() throws Exception {
        assertAccepted(signed(claims(), INLINE));
    }

    @Test
    void tokenOfAKeyInTheFile_isAccepted() throws Exception {
        assertAccepted(signed(claims(), LISTED));
        assertAccepted(signed(claims(), JWSAlgorithm.ES256, "curve", new ECDSASigner(CURVE)));
    }

    @Test
    void tokenOfAKeyThatIsNotListed_isRefused() throws Exception {
        assertRefused(signed(claims(), STRANGE));
    }

    @Test
    void publicKeyUsedAsASecret_isRefused() throws Exception {
        assertRefused(signed(claims(), JWSAlgorithm.HS256, "inline", new MACSigner(PEM)));
    }

    @Test
    void tokenOfAnotherIssuerOrForAnotherAudience_isRefused() throws Exception {
        assertRefused(signed(claims().issuer("https://evil.example.net"), INLINE));
        assertRefused(signed(claims().audience("payroll"), INLINE));
        assertRefused(signed(Tokens.claims("ann", Duration.ofHours(1)), INLINE));
    }

    @Test
    void noOrigin_isRefusedIfTheSettingSaysSo_evenWithAGoodToken() throws Exception {
        Response response = handshake("Authorization", "Bearer " + signed(claims(), INLINE));
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.headers().get("content-type")).startsWith("text/plain");
        assertThat(response.body()).isEqualTo("This origin is not allowed.\n");
    }
}
