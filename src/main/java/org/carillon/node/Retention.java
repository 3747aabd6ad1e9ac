package org.carillon.node;

import java.time.Duration;

/**
 * How much a log keeps: whichever bound is reached first drops the oldest. The newest publication stays whatever its
 * size.
 *
 * @param messages how many publications; 0 for no log
 * @param bytes how many bytes their contents have together
 * @param age how long each
 */
public record Retention(int messages, int bytes, Duration age) {

    /** No log. */
    public static final Retention NONE = new Retention(0, 0, Duration.ZERO);

    /** Whether anything is kept. */
    public boolean keeps() {
        return messages > 0;
    }
}
