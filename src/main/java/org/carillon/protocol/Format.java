package org.carillon.protocol;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a session is written to: its dialect, and what its client offered besides. There are few, so that what many
 * sessions get is encoded once for each format in use.
 *
 * @param dialect the dialect
 * @param chunks whether it takes large messages in parts
 * @param gzip whether it takes compressed frames; only in dialects that may join messages
 */
public record Format(Dialect dialect, boolean chunks, boolean gzip) {
    private static final int OPTIONS = 4;
    /** Those without chunks, in the order of dialects: first not compressed, then compressed. */
    private static final List<Format> WHOLE = Stream.of(Dialect.values())
            .flatMap(dialect -> Stream.of(of(dialect), new Format(dialect, false, true))).toList();

    public Format {
        gzip = gzip && dialect.joins();
    }

    /** A dialect without options. */
    public static Format of(Dialect dialect) {
        return new Format(dialect, false, false);
    }

    /** How many formats there are; ordinals are below. */
    public static int count() {
        return Dialect.count() * OPTIONS;
    }

    /** Its number among all formats. */
    public int ordinal() {
        return dialect.ordinal() * OPTIONS + (chunks ? 2 : 0) + (gzip ? 1 : 0);
    }

    /** The same without chunks. */
    public Format whole() {
        return chunks ? WHOLE.get(dialect.ordinal() * 2 + (gzip ? 1 : 0)) : this;
    }
}
