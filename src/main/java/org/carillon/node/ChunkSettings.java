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

    static ChunkSettings read(SettingsReader in) {
        return new ChunkSettings(
                in.number("carillon.chunk.size", 65_536, 1024, 16 * 1024 * 1024),
                in.number("carillon.chunk.bytes", 16 * 1024 * 1024, 1024, 256 * 1024 * 1024),
                in.number("carillon.chunk.transfers", 4, 1, 1000),
                in.number("carillon.chunk.memory", 256 * 1024 * 1024, 1024, Integer.MAX_VALUE),
                in.duration("carillon.chunk.timeout", "60s", Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
