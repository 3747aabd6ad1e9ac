package org.carillon.protocol;

/** Why the server closes a session: the one table of close codes and reason words. Clients decide by both. */
public enum Disconnect {
    /** The server or the application stops. */
    SHUTDOWN(1001, "shutdown", "the server is stopping, come back soon"),
    /** No sign of life. */
    STALE(1001, "stale", "no answer to the server's ping"),
    /** Not signed in, or not in time, or with a token that is not accepted. */
    UNAUTHENTICATED(1008, "unauthenticated", "sign in with a valid token"),
    /** The page's origin is not allowed. */
    ORIGIN(1008, "origin", "connections from this page's origin are not allowed"),
    /** The identity may not stay. */
    FORBIDDEN(1008, "forbidden", "not allowed"),
    /** Too many sessions of this user or from this address. */
    LIMIT(1008, "limit", "too many sessions of this user or address"),
    /** The portal ended the user's sessions. */
    KICKED(1008, "kicked", "the session was ended by the portal"),
    /** The HTTP session that the session was opened under has ended. */
    LOGOUT(1008, "logout", "signed out of the portal"),
    /** Too many commands that were refused. */
    MALFORMED(1008, "malformed", "too many refused commands"),
    /** Too many commands that came too fast. */
    RATE(1008, "rate", "too many commands in too little time, come back soon"),
    /** The token has expired. */
    EXPIRED(1008, "expired", "the token has expired, renew it and return"),
    /** What waited for the client did not fit its queue or did not move. */
    SLOW(1008, "slow", "the client reads too slowly"),
    /** The message was larger than the limit. */
    TOO_LARGE(1009, "too large", "the message is larger than the limit"),
    /** A defect of the server. */
    INTERNAL(1011, "internal", "the server failed, its log says more"),
    /** The server has as many sessions as it may. */
    OVERLOADED(1013, "overloaded", "the server has too many sessions, come back later"),
    /** The store is away, or something on the way from it was lost. */
    UNAVAILABLE(1013, "unavailable", "what this session needs is away for a moment, come back soon");

    private final int code;
    private final String word;
    private final String words;

    Disconnect(int code, String word, String words) {
        this.code = code;
        this.word = word;
        this.words = words;
    }

    /** The close code. */
    public int code() {
        return code;
    }

    /** The word of the reason that clients decide by. */
    public String word() {
        return word;
    }

    /** The whole reason: the word, a colon and plain words; at most 123 bytes. */
    public String reason() {
        return word + ": " + words;
    }
}
