package org.carillon;

/** An expected no: carries the code that clients see and a sentence that names the remedy. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** A refusal with its code and a sentence for the person who reads it; never a secret. */
    public RefusedException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The code of the refusal. */
    public ErrorCode code() {
        return code;
    }
}
