package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carillon.node.Settings;

/**
 * The keys that may have signed a token, read once at deployment. Each key is tied to the one algorithm of its kind,
 * HS256, RS256 or ES256, so that a token cannot choose: a public key is never taken for a secret.
 */
final class JwtKeys {
    static final String SECRET = "carillon.auth.jwt.secret";
    static final String KEY = "carillon.auth.jwt.key";
    static final String JWKS = "carillon.auth.jwt.jwks";

    private static final int SECRET_BYTES = 32;
    private static final int RSA_BITS = 2048;
    private static final String PEM = "-----BEGIN";

    private final List<Key> keys;

    private JwtKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads all keys that the settings name; several sources may be set, as when one replaces the other.
     *
     * @throws IllegalArgumentException if one cannot be read or is too weak; the message names the setting and the
     *     remedy, and repeats no value, since any of them may be a secret in the wrong place
     */
    static JwtKeys load(Settings.Jwt settings) {
        List<Key> keys = new ArrayList<>();
        if (!settings.secret().isEmpty()) {
            keys.add(secret(settings.secret()));
        }
        if (!settings.key().isEmpty()) {
            keys.add(publicKey(settings.key()));
        }
        if (!settings.jwks().isEmpty()) {
            keys.addAll(keySet(file(JWKS, settings.jwks())));
        }
        return new JwtKeys(keys);
    }

    /** Whether no token can be accepted. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** What may verify a token with this header: the keys of its algorithm and, where both name one, of its key id. */
    List<JWSVerifier> fitting(JWSHeader header) {
        return keys.stream().filter(key -> key.fits(header)).map(Key::verifier).toList();
    }

    private static Key secret(String secret) {
        if (secret.contains(PEM)) {
            throw bad(SECRET, "is a PEM text, which is no secret; a public key belongs into " + KEY);
        }
        return secret(SECRET, secret.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static Key secret(String setting, byte[] secret, Optional<String> id) {
        if (secret.length < SECRET_BYTES) {
            throw bad(setting, "has a secret of less than " + SECRET_BYTES
                    + " bytes, which can be guessed; make one with 'openssl rand -base64 48'");
        }
        try {
            return new Key(JWSAlgorithm.HS256, id, new MACVerifier(secret));
        } catch (JOSEException e) {
            throw bad(setting, "has a secret that cannot be used for HS256");
        }
    }

    private static Key publicKey(String value) {
        String pem = value.contains(PEM) ? value : file(KEY, value);
        try {
            return publicKey(KEY, PemKey.read(pem), Optional.empty());
        } catch (GeneralSecurityException | JOSEException e) {
            throw bad(KEY, "must be a public key or certificate in PEM, for RSA or the curve P-256, or the path of a"
                    + " file that holds one; this cannot be read: " + e.getMessage());
        }
    }

    private static Key publicKey(String setting, PublicKey key, Optional<String> id) throws JOSEException {
        if (key instanceof RSAPublicKey rsa) {
            if (rsa.getModulus().bitLength() < RSA_BITS) {
                throw bad(setting, "has an RSA key of less than " + RSA_BITS
                        + " bits, which is too weak; use a longer one");
            }
            return new Key(JWSAlgorithm.RS256, id, new RSASSAVerifier(rsa));
        }
        if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new Key(JWSAlgorithm.ES256, id, new ECDSAVerifier(ec));
        }
        throw new JOSEException("the key is of another kind");
    }

    private static List<Key> keySet(String json) {
        List<Key> keys = new ArrayList<>();
        try {
            for (JWK jwk : JWKSet.parse(json).getKeys()) {
                if (usable(jwk)) {
                    keys.add(key(jwk));
                }
            }
        } catch (ParseException | JOSEException e) {
            // What went wrong may quote the file, and so a secret.
            throw bad(JWKS, "must name a file with a JSON Web Key Set; this one cannot be read as such");
        }
        if (keys.isEmpty()) {
            throw bad(JWKS, "names a file without a key for signatures by RS256, ES256 or HS256");
        }
        return keys;
    }

    private static Key key(JWK jwk) throws JOSEException {
        Optional<String> id = Optional.ofNullable(jwk.getKeyID());
        if (jwk instanceof OctetSequenceKey octets) {
            return secret(JWKS, octets.toByteArray(), id);
        }
        return publicKey(JWKS, jwk instanceof RSAKey rsa ? rsa.toPublicKey() : jwk.toECKey().toPublicKey(), id);
    }

    /** Other keys are passed over, not refused: servers list their encryption keys in the same set. */
    private static boolean usable(JWK jwk) {
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

    private static String file(String setting, String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw bad(setting, "names no file that can be read as text (" + e.getClass().getSimpleName()
                    + "); a relative path begins at " + Path.of("").toAbsolutePath());
        }
    }

    private static IllegalArgumentException bad(String setting, String what) {
        return new IllegalArgumentException("The setting " + setting + " " + what + ".");
    }

    /**
     * A key and what it may verify.
     *
     * @param id the key's name in its set; a key without one fits whatever the token names
     */
    private record Key(JWSAlgorithm algorithm, Optional<String> id, JWSVerifier verifier) {

        boolean fits(JWSHeader header) {
            Optional<String> wanted = Optional.ofNullable(header.getKeyID());
            return algorithm.equals(header.getAlgorithm()) && (wanted.isEmpty() || id.isEmpty() || id.equals(wanted));
        }
    }
}
