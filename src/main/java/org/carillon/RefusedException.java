package org.carillon;

import java.time.Duration;

/** An expected no: carries the code that clients see and a sentence that names the remedy. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Duration retryAfter;

    /** A refusal with its code and a sentence for the person who reads it; never a secret. */
    public RefusedException(ErrorCode code, String message) {
        this(code, message, Duration.ZERO);
    }

    /** The same, which may be tried again after a time; zero if that cannot be said. */
    public RefusedException(ErrorCode code, String message, Duration retryAfter) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The code of the refusal. */
    public ErrorCode code() {
        return code;
    }

    /** After which time the same may be tried again; zero if that cannot be said. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
