package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.carillon.node.Settings;

/** What the tests of tokens share: keys of each kind, tokens signed by them, and settings. */
final class SigningKeys {
    static final String SECRET = "correct-horse-battery-staple-0123456789";
    static final RSAKey RSA = generated(() -> new RSAKeyGenerator(2048).keyID("rsa-1").generate());
    static final RSAKey OTHER_RSA = generated(() -> new RSAKeyGenerator(2048).keyID("rsa-2").generate());
    static final ECKey EC = generated(() -> new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate());
    static final ECKey LONG_EC = generated(() -> new ECKeyGenerator(Curve.P_384).keyID("ec-2").generate());
    static final OctetSequenceKey OCTETS =
            generated(() -> new OctetSequenceKeyGenerator(256).keyID("oct-1").generate());

    private SigningKeys() {}

    static Settings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("carillon.auth.jwt." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(key -> Optional.ofNullable(values.get(key)));
    }

    static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static JWTClaimsSet.Builder anna(Instant expires) {
        return new JWTClaimsSet.Builder().subject("anna").expirationTime(Date.from(expires));
    }

    static JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader(algorithm);
    }

    static JWSHeader header(JWSAlgorithm algorithm, String keyId) {
        return new JWSHeader.Builder(algorithm).keyID(keyId).build();
    }

    static String signed(JWTClaimsSet claims) {
        return signed(header(JWSAlgorithm.HS256), claims, hmac(SECRET));
    }

    /** A well signed token with claims that the library's builder would not write. */
    static String signed(String claims) {
        return generated(() -> {
            JWSObject jws = new JWSObject(header(JWSAlgorithm.HS256), new Payload(claims));
            jws.sign(hmac(SECRET));
            return jws.serialize();
        });
    }

    static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        return generated(() -> {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        });
    }

    static JWSSigner hmac(String secret) {
        return generated(() -> new MACSigner(secret));
    }

    static JWSSigner hmac(OctetSequenceKey key) {
        return generated(() -> new MACSigner(key));
    }

    static JWSSigner rsa(RSAKey key) {
        return generated(() -> new RSASSASigner(key));
    }

    static JWSSigner ec(ECKey key) {
        return generated(() -> new ECDSASigner(key));
    }

    static <T> T generated(Generation<T> generation) {
        try {
            return generation.run();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Something that the JWT library makes. */
    interface Generation<T> {
        T run() throws JOSEException;
    }
}
