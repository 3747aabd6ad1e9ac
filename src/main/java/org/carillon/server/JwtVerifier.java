package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.TokenVerifier;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed JSON Web Tokens by the settings {@code carillon.auth.jwt}. The keys are read at deployment; a change
 * of their files counts from the next one, a change at their URL from the moment when it is known. A token whose key is
 * not known may wait some seconds for it: to be called by threads that may.
 *
 * <p>A token must be signed by one of the keys, name its user in {@code sub} and its end in {@code exp}; {@code nbf},
 * {@code iss} and {@code aud} are checked if the token or the settings have them. The end is checked last, so that
 * {@link ErrorCode#TOKEN_EXPIRED} always means a token that was good once and can be renewed. The signature comes
 * before every claim: nothing is told about a token that somebody else made.
 */
@Component
public class JwtVerifier implements TokenVerifier {
    private static final int LONGEST_TOKEN = 8 * 1024;
    private static final int LONGEST_USER = 128;
    private static final int LONGEST_NAME = 100;

    /** Tokens for other ends, such as logout, may be signed by the same key and are told apart by their type only. */
    private static final Set<JOSEObjectType> TYPES = Set.of(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"));

    private final Settings.Jwt settings;
    private final Clock clock;
    private final List<KeySource> keys;

    /**
     * A verifier by the settings.
     *
     * @throws IllegalArgumentException if a key cannot be read or is too weak; the message names the setting
     */
    @Inject
    public JwtVerifier(Settings settings, @Own Clock clock) {
        this(settings, clock, JwtKeys.load(settings.auth().jwt(), clock));
    }

    /** A verifier by the settings, but with these keys. */
    JwtVerifier(Settings settings, Clock clock, List<KeySource> keys) {
        this.settings = settings.auth().jwt();
        this.clock = clock;
        this.keys = keys;
    }

    @Override
    public Identity verify(String token) {
        if (keys.isEmpty()) {
            throw refused("This server accepts no tokens, since none of the settings " + JwtKeys.SECRET + ", "
                    + JwtKeys.KEY + " and " + JwtKeys.JWKS + " is set.");
        }
        if (token.length() > LONGEST_TOKEN) {
            throw refused("The token is longer than " + LONGEST_TOKEN + " characters.");
        }
        SignedJWT jwt = parse(token);
        checkSignature(jwt);
        return identity(claims(jwt));
    }

    private static SignedJWT parse(String token) {
        try {
            return SignedJWT.parse(token);
        } catch (ParseException | RuntimeException e) {
            // The library meets some hostile headers, such as the JSON text null, with an unchecked exception.
            throw refused("The token is not a signed JSON Web Token.");
        }
    }

    private void checkSignature(SignedJWT jwt) {
        JWSHeader header = jwt.getHeader();
        if (header.getType() != null && !TYPES.contains(header.getType())) {
            throw refused("The token is of a type that is not meant for signing in; 'typ' must be JWT or at+jwt.");
        }
        if (header.getCriticalParams() != null) {
            throw refused("The token's header 'crit' asks for extensions of signatures, which no token here needs.");
        }
        boolean fits = false;
        for (KeySource source : keys) {
            List<JWSVerifier> fitting = source.fitting(header);
            if (fitting.stream().anyMatch(key -> signed(jwt, key))) {
                return;
            }
            fits |= !fitting.isEmpty();
        }
        throw refused(fits ? "The token's signature is wrong."
                : "No key of this server fits the algorithm and the key id that the token names.");
    }

    private static boolean signed(SignedJWT jwt, JWSVerifier key) {
        try {
            return jwt.verify(key);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) {
        try {
            return jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            throw refused("The token's claims cannot be read; one has the wrong type.");
        }
    }

    private Identity identity(JWTClaimsSet claims) {
        checkParties(claims);
        String user = user(claims);
        Instant expires = time(claims.getExpirationTime())
                .orElseThrow(() -> refused("The token has no end; it needs the claim 'exp'."));
        checkTimes(time(claims.getNotBeforeTime()), expires);
        Identity.Token token = new Identity.Token(id(claims), time(claims.getIssueTime()));
        return new Identity(user, Optional.of(expires), info(claims), login(claims),
                TokenRoles.of(claims, settings.roles()), Optional.of(token));
    }

    private void checkParties(JWTClaimsSet claims) {
        if (!settings.issuer().isEmpty() && !settings.issuer().equals(claims.getIssuer())) {
            throw refused("The token is from another issuer than this server accepts.");
        }
        if (!settings.audience().isEmpty() && !claims.getAudience().contains(settings.audience())) {
            throw refused("The token is meant for another audience than this server.");
        }
    }

    private static String user(JWTClaimsSet claims) {
        String user = Optional.ofNullable(claims.getSubject()).orElse("");
        if (user.isEmpty() || user.length() > LONGEST_USER) {
            throw refused("The token's claim 'sub' must name the user with 1 to " + LONGEST_USER + " characters.");
        }
        if (user.codePoints().anyMatch(JwtVerifier::unprintable)) {
            throw refused("The token's claim 'sub' contains control characters.");
        }
        if (user.startsWith(Identity.GUEST_PREFIX)) {
            throw refused("The token's claim 'sub' begins with '" + Identity.GUEST_PREFIX
                    + "', which only the ids of guests do.");
        }
        return user;
    }

    /** Half a surrogate pair counts too, for it has no form in UTF-8. */
    private static boolean unprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private void checkTimes(Optional<Instant> begins, Instant expires) {
        Instant now = clock.instant();
        if (begins.isPresent() && now.isBefore(begins.get().minus(settings.skew()))) {
            throw refused("The token is not valid yet.");
        }
        if (!now.isBefore(expires.plus(settings.skew()))) {
            throw new RefusedException(ErrorCode.TOKEN_EXPIRED, "The token has expired; get a new one.");
        }
    }

    private static Optional<Instant> time(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private static Map<String, String> info(JWTClaimsSet claims) {
        return claims.getClaim("name") instanceof String name ? Map.of("name", shortened(name)) : Map.of();
    }

    private static String id(JWTClaimsSet claims) {
        String id = Optional.ofNullable(claims.getJWTID()).orElse("");
        return id.length() > Identity.Token.LONGEST_ID ? "" : id;
    }

    /** The session at the provider, which is the same in all tokens of a login; else the token itself. */
    private static String login(JWTClaimsSet claims) {
        String session = claims.getClaim("sid") instanceof String sid ? sid : "";
        String login = session.isEmpty() ? Optional.ofNullable(claims.getJWTID()).orElse("") : session;
        return login.length() > LONGEST_USER ? "" : login;
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST_NAME) {
            return name;
        }
        // Not through the middle of a character that takes two.
        boolean half = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1));
        return name.substring(0, half ? LONGEST_NAME - 1 : LONGEST_NAME);
    }

    private static RefusedException refused(String reason) {
        return new RefusedException(ErrorCode.UNAUTHENTICATED, reason);
    }
}
