package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * A key that may have signed a token. It is tied to the one algorithm of its kind, HS256, RS256 or ES256, so that a
 * token cannot choose: a public key is never taken for a secret.
 *
 * @param algorithm the only algorithm it verifies
 * @param id the key's name in its set; a key without one fits whatever the token names
 * @param verifier what verifies a signature by it
 */
record JwtKey(JWSAlgorithm algorithm, Optional<String> id, JWSVerifier verifier) {
    private static final int SECRET_BYTES = 32;
    private static final int RSA_BITS = 2048;

    /**
     * A secret.
     *
     * @throws KeyLengthException if it is too short; the message says what the one who chose it did
     */
    static JwtKey secret(byte[] secret, Optional<String> id) throws JOSEException {
        if (secret.length < SECRET_BYTES) {
            throw new KeyLengthException("has a secret of less than " + SECRET_BYTES
                    + " bytes, which can be guessed; make one with 'openssl rand -base64 48'");
        }
        return new JwtKey(JWSAlgorithm.HS256, id, new MACVerifier(secret));
    }

    /**
     * A public key.
     *
     * @throws KeyLengthException if it is too weak; the message says what the one who chose it did
     * @throws JOSEException if it is neither for RSA nor for the curve P-256
     */
    static JwtKey of(PublicKey key, Optional<String> id) throws JOSEException {
        if (key instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < RSA_BITS) {
                throw new KeyLengthException("has an RSA key of less than " + RSA_BITS
                        + " bits, which is too weak; use a longer one");
            }
            return new JwtKey(JWSAlgorithm.RS256, id, new RSASSAVerifier(rsa));
        }
        if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new JwtKey(JWSAlgorithm.ES256, id, new ECDSAVerifier(ec));
        }
        throw new JOSEException("the key is of another kind");
    }

    /** A key of a set, such as is {@link #usable}; throws as the other methods do. */
    static JwtKey of(JWK jwk) throws JOSEException {
        Optional<String> id = Optional.ofNullable(jwk.getKeyID());
        if (jwk instanceof OctetSequenceKey octets) {
            return secret(octets.toByteArray(), id);
        }
        return of(jwk instanceof RSAKey rsa ? rsa.toPublicKey() : jwk.toECKey().toPublicKey(), id);
    }

    /** Whether a key of a set is for signatures by one of our algorithms; servers list others in the same set. */
    static boolean usable(JWK jwk) {
        return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY))
                && jwk.getKeyRevocation() == null
                && algorithm(jwk)
                        .filter(own -> jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(own))
                        .isPresent();
    }

    private static Optional<JWSAlgorithm> algorithm(JWK jwk) {
        if (jwk instanceof RSAKey) {
            return Optional.of(JWSAlgorithm.RS256);
        }
        if (jwk instanceof ECKey ec) {
            return Optional.of(JWSAlgorithm.ES256).filter(own -> Curve.P_256.equals(ec.getCurve()));
        }
        return Optional.of(JWSAlgorithm.HS256).filter(own -> jwk instanceof OctetSequenceKey);
    }

    /** Those of the keys that may verify a token with this header. */
    static List<JWSVerifier> fitting(List<JwtKey> keys, JWSHeader header) {
        return keys.stream().filter(key -> key.fits(header)).map(JwtKey::verifier).toList();
    }

    private boolean fits(JWSHeader header) {
        Optional<String> wanted = Optional.ofNullable(header.getKeyID());
        return algorithm.equals(header.getAlgorithm()) && (wanted.isEmpty() || id.isEmpty() || id.equals(wanted));
    }
}
