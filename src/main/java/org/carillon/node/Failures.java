package org.carillon.node;

import java.util.concurrent.CompletionException;

/** What stages fail with. */
public final class Failures {
    private Failures() {}

    /** The failure itself, without what a stage that depends on another wraps around it. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
