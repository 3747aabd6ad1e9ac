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
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
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

    private static String base64(String text) {
        return Base64URL.encode(text).toString();
    }

    /** Tokens that would have a right key used in a wrong way, or bring a key of their own. */
    private static List<String> confusing() throws JOSEException {
        String[] good = signed(claims(), LISTED).split("\\.");
        String[] curve = signed(claims(), JWSAlgorithm.ES256, "curve", new ECDSASigner(CURVE)).split("\\.");
        String root = signed(claims().subject("root"), STRANGE).split("\\.")[1];
        JWSHeader own = new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(STRANGE.toPublicJWK())
                .jwkURL(URI.create("http://127.0.0.1:9/keys")).build();
        return List.of(
                base64("{\"alg\":\"none\"}") + '.' + good[1] + '.',
                base64("{\"alg\":\"none\",\"kid\":\"listed\"}") + '.' + good[1] + '.' + good[2],
                base64("{\"kid\":\"listed\"}") + '.' + good[1] + '.' + good[2],
                base64("{\"alg\":\"ES256\",\"kid\":\"listed\"}") + '.' + good[1] + '.' + good[2],
                base64("{\"alg\":\"RS256\",\"kid\":\"curve\"}") + '.' + curve[1] + '.' + curve[2],
                good[0] + '.' + root + '.' + good[2],
                Tokens.signed(claims().build(), own, new RSASSASigner(STRANGE)),
                signed(claims(), JWSAlgorithm.HS256, "listed", new MACSigner(LISTED.toPublicKey().getEncoded())),
                signed(claims(), JWSAlgorithm.HS256, "inline", new MACSigner(PEM.strip())));
    }

    @Test
    void confusingTokens_areRefused_inHandshakesAndInMessages() throws Exception {
        for (String token : confusing()) {
            assertRefused(token);
            try (Client client = connectWith(token)) {
                assertThat(client.next("auth_result").getBoolean("success")).as(token).isFalse();
                assertThat(client.ended().word()).isEqualTo("unauthenticated");
            }
        }
    }

    /** It is no command that can be read, so there is no answer to it. */
    @Test
    void tokenThatIsTooLong_endsTheSession() throws Exception {
        try (Client client = connectWith(signed(claims().claim("pad", "x".repeat(9000)), LISTED))) {
            assertThat(client.ended().word()).isEqualTo("unauthenticated");
        }
    }

    private Client connectWith(String token) {
        return Client.to(base).header("Origin", origin()).connect()
                .send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
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
