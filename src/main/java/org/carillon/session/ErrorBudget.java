package org.carillon.session;

/** How many refusals a session may have in a minute. Called by one thread at a time. */
final class ErrorBudget {
    private static final long WINDOW_MILLIS = 60_000;

    private final int limit;
    private long windowStart = Long.MIN_VALUE;
    private int spent;

    ErrorBudget(int limit) {
        this.limit = limit;
    }

    /** Counts one refusal; whether it is within the limit. */
    synchronized boolean spend(long now) {
        if (windowStart == Long.MIN_VALUE || now - windowStart >= WINDOW_MILLIS) {
            windowStart = now;
            spent = 0;
        }
        return ++spent <= limit;
    }
}
