package org.carillon;

/** The refusals of the protocol: the one table of error codes, with whether trying again may help. */
public enum ErrorCode {
    /** The command cannot be read, or a field has the wrong type. */
    MALFORMED("malformed", false),
    /** The server does not know this type of command. */
    UNKNOWN_TYPE("unknown_type", false),
    /** Sign in first, or the token was not accepted. */
    UNAUTHENTICATED("unauthenticated", false),
    /** The token was valid once. */
    TOKEN_EXPIRED("token_expired", false),
    /** The identity may not do this. */
    FORBIDDEN("forbidden", false),
    /** No declared channel has this name. */
    NO_SUCH_CHANNEL("no_such_channel", false),
    /** No bean of the portal answers calls of this name. */
    NO_SUCH_METHOD("no_such_method", false),
    /** The session is not subscribed to this channel. */
    NOT_SUBSCRIBED("not_subscribed", false),
    /** The message is larger than allowed here. */
    TOO_LARGE("too_large", false),
    /** Too many commands in too little time. */
    TOO_MANY("too_many", true),
    /** A count, such as the channels of a session, is at its limit. */
    LIMIT("limit", false),
    /** The same idempotency key came with other content. */
    CONFLICT("conflict", false),
    /** The log no longer holds what was asked for. */
    UNRECOVERABLE("unrecoverable", false),
    /** What is needed cannot be reached now. */
    UNAVAILABLE("unavailable", true),
    /** A defect of the server; its log says more. */
    INTERNAL("internal", true);

    private final String wireName;
    private final boolean retry;

    ErrorCode(String wireName, boolean retry) {
        this.wireName = wireName;
        this.retry = retry;
    }

    /** The code as clients see it. */
    public String wireName() {
        return wireName;
    }

    /** Whether the same command may succeed later. */
    public boolean retry() {
        return retry;
    }
}
