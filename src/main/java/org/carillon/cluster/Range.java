package org.carillon.cluster;

/**
 * Which publications of a log are asked for. At least one comes if there is any, whatever its size.
 *
 * @param after only those with a larger offset
 * @param before only those with a smaller offset
 * @param messages how many at most; 0 to ask only how far the log reaches
 * @param bytes how many bytes their contents may have together
 * @param latest whether the last of them rather than the first
 */
public record Range(long after, long before, int messages, int bytes, boolean latest) {

    /** Nothing but how far the log reaches. */
    public static Range none() {
        return new Range(0, 0, 0, 0, false);
    }

    /** The first ones after an offset and up to another. */
    public static Range between(long after, long upTo, int messages, int bytes) {
        return new Range(after, upTo + 1, messages, bytes, false);
    }

    /** The first ones after an offset. */
    public static Range after(long offset, int messages, int bytes) {
        return new Range(offset, Long.MAX_VALUE, messages, bytes, false);
    }

    /** The last ones before an offset. */
    public static Range before(long offset, int messages, int bytes) {
        return new Range(0, offset, messages, bytes, true);
    }
}
