package org.carillon.it.kit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Tokens as a portal would sign them. */
public final class Tokens {
    private Tokens() {}

    /** A token of the user, valid for an hour. */
    public static String of(String user) {
        return of(user, Duration.ofHours(1));
    }

    /** A token of the user that expires after {@code life}, which may be negative. */
    public static String of(String user, Duration life) {
        return signed(claims(user, life).build(), Wars.SECRET);
    }

    /** A token with these claims, signed with this secret. */
    public static String signed(JWTClaimsSet claims, String secret) {
        try {
            return signed(claims, new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token with these claims and this header, signed by any means. */
    public static String signed(JWTClaimsSet claims, JWSHeader header, JWSSigner signer) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The claims of a user's token that is valid for {@code life}, to be added to. */
    public static JWTClaimsSet.Builder claims(String user, Duration life) {
        return new JWTClaimsSet.Builder().subject(user)
                .expirationTime(Date.from(Instant.now().plus(life))).claim("name", "The " + user);
    }
}
