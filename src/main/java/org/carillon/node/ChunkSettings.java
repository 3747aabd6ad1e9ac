package org.carillon.node;

import java.time.Duration;

/**
 * Messages in parts.
 *
 * @param size how large a message to a client that takes chunks may be before it is cut, and how large each part is,
 *     in bytes
 * @param bytes the largest message that a client may send in parts
 * @param transfers how many transfers a session may have open
 * @param memory how many bytes the open transfers of all sessions may hold
 * @param timeout after how long a silence a transfer is given up
 */
public record ChunkSettings(int size, int bytes, int transfers, int memory, Duration timeout) {
    /** So that one session cannot take all the memory. */
    private static final int SHARES = 4;

    static ChunkSettings read(SettingsReader in) {
        int bytes = in.number("carillon.chunk.bytes", 16 * 1024 * 1024, 1024, 256 * 1024 * 1024);
        return new ChunkSettings(
                in.number("carillon.chunk.size", 65_536, 1024, 16 * 1024 * 1024),
                bytes,
                in.number("carillon.chunk.transfers", 4, 1, 1000),
                in.number("carillon.chunk.memory", Math.max(128 * 1024 * 1024, 2 * bytes), 2 * bytes,
                        Integer.MAX_VALUE),
                in.duration("carillon.chunk.timeout", "60s", Duration.ofMillis(100), Duration.ofHours(1)));
    }

    /** How much of the memory the open transfers of one session may hold: a quarter, and always one whole message. */
    public int share() {
        return Math.max(memory / SHARES, 2 * bytes);
    }
}
