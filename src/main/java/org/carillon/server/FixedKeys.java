package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys that a setting holds or a file, read once at deployment. */
record FixedKeys(List<JwtKey> keys) implements KeySource {
    private static final String PEM = "-----BEGIN";

    FixedKeys {
        keys = List.copyOf(keys);
    }

    @Override
    public List<JWSVerifier> fitting(JWSHeader header) {
        return JwtKey.fitting(keys, header);
    }

    /** The secret that {@link JwtKeys#SECRET} is. */
    static FixedKeys secret(String secret) {
        if (secret.contains(PEM)) {
            throw JwtKeys.bad(
                    JwtKeys.SECRET, "is a PEM text, which is no secret; a public key belongs into " + JwtKeys.KEY);
        }
        try {
            return new FixedKeys(
                    List.of(JwtKey.secret(secret.getBytes(StandardCharsets.UTF_8), Optional.empty())));
        } catch (KeyLengthException e) {
            throw JwtKeys.bad(JwtKeys.SECRET, String.valueOf(e.getMessage()));
        } catch (JOSEException e) {
            throw JwtKeys.bad(JwtKeys.SECRET, "has a secret that cannot be used for HS256");
        }
    }

    /** The public key that {@link JwtKeys#KEY} is, or the file has that it names. */
    static FixedKeys publicKey(String value) {
        String pem = value.contains(PEM) ? value : file(JwtKeys.KEY, value);
        try {
            return new FixedKeys(List.of(JwtKey.of(PemKey.read(pem), Optional.empty())));
        } catch (KeyLengthException e) {
            throw JwtKeys.bad(JwtKeys.KEY, String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException | JOSEException e) {
            throw JwtKeys.bad(JwtKeys.KEY, "must be a public key or certificate in PEM, for RSA or the curve P-256, or"
                    + " the path of a file that holds one; this cannot be read: " + e.getMessage());
        }
    }

    /** The keys of the set in the file that {@link JwtKeys#JWKS} names. */
    static FixedKeys keySet(String path) {
        String json = file(JwtKeys.JWKS, path);
        List<JwtKey> keys = new ArrayList<>();
        try {
            for (JWK jwk : JWKSet.parse(json).getKeys()) {
                if (JwtKey.usable(jwk)) {
                    keys.add(JwtKey.of(jwk));
                }
            }
        } catch (KeyLengthException e) {
            throw JwtKeys.bad(JwtKeys.JWKS, String.valueOf(e.getMessage()));
        } catch (ParseException | JOSEException e) {
            // What went wrong may quote the file, and so a secret.
            throw JwtKeys.bad(
                    JwtKeys.JWKS, "must name a file with a JSON Web Key Set; this one cannot be read as such");
        }
        if (keys.isEmpty()) {
            throw JwtKeys.bad(JwtKeys.JWKS, "names a file without a key for signatures by RS256, ES256 or HS256");
        }
        return new FixedKeys(keys);
    }

    private static String file(String setting, String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            throw JwtKeys.bad(setting, "names no file that can be read as text (" + e.getClass().getSimpleName()
                    + "); a relative path begins at " + Path.of("").toAbsolutePath());
        }
    }
}
