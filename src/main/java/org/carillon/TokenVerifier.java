package org.carillon;

/**
 * Turns a token into an identity. The default verifies signed JSON Web Tokens by the settings of
 * {@code carillon.auth.jwt}; a portal replaces it by an {@code @Alternative} bean with a {@code @Priority}.
 */
public interface TokenVerifier {

    /**
     * Verifies a token. Called on a container thread for each sign-in; it must answer soon.
     *
     * @param token the token as the client sent it
     * @return who the token speaks for
     * @throws RefusedException with {@link ErrorCode#UNAUTHENTICATED} or {@link ErrorCode#TOKEN_EXPIRED}; its message
     *     reaches the client and must not contain the token
     */
    Identity verify(String token);
}
