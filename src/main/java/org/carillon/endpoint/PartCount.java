package org.carillon.endpoint;

/**
 * How many parts a message may have. Empty parts make no message longer, so its size alone would let a client send them
 * for ever.
 */
final class PartCount {
    /** What a network may make of a small message. */
    private static final int FEWEST = 1024;
    /** How few bytes the parts of the largest message may have on average. */
    private static final int SMALLEST = 16;

    private final int limit;
    private int count;

    /** Counts the parts of messages of up to so many bytes. */
    PartCount(int bytes) {
        this.limit = Math.max(FEWEST, bytes / SMALLEST);
    }

    /** Counts a part; whether it is within the limit. After the last one another message begins. */
    boolean add(boolean last) {
        count++;
        boolean within = count <= limit;
        if (last) {
            count = 0;
        }
        return within;
    }
}
