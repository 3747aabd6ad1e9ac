package org.carillon.cluster.file;

/** The store's file cannot be used; the message names it, says why, and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what an operator has to know. */
    public StoreException(String message) {
        super(message);
    }

    /** With what an operator has to know, and what was noticed first. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
