package org.carillon.node;

import java.time.Duration;

/**
 * How much in how much time, and how full the heap and how busy the executor may be. Of a rate 0 is no limit.
 *
 * @param handshakes handshakes of one client's address in a second
 * @param handshakesBurst how many of them at once after a rest
 * @param commands commands of one session in a second
 * @param bytes bytes from one session in a second
 * @param bytesBurst how many of them at once after a rest
 * @param heap how many percent of the memory for what lives long may be in use after the garbage was collected
 * @param executor how long a task may wait for a thread of the executor
 */
public record RateSettings(
        int handshakes, int handshakesBurst, int commands, int bytes, int bytesBurst, int heap, Duration executor) {
    /** How many seconds' worth may come at once after a rest. */
    private static final int BURST_SECONDS = 5;
    private static final int LARGEST = 10_000_000;
    /** A byte a nanosecond: buckets count no faster. */
    private static final int MOST_BYTES = 1_000_000_000;

    static RateSettings read(SettingsReader in, Settings.Limits limits, ChunkSettings chunk) {
        int bytes = in.number("carillon.limits.bytes", 1024 * 1024, 0, MOST_BYTES);
        // The largest command must fit, though base64 makes it longer: it cannot be sent slower.
        long burst = Math.max((long) BURST_SECONDS * bytes, 2L * Math.max(chunk.bytes(), limits.message()));
        return new RateSettings(
                in.number("carillon.limits.handshakes", 50, 0, LARGEST),
                in.number("carillon.limits.handshakes.burst", 500, 1, LARGEST),
                in.number("carillon.limits.commands", 200, 0, LARGEST),
                bytes, (int) Math.min(Integer.MAX_VALUE, burst),
                in.number("carillon.limits.heap", 90, 1, 100),
                in.duration("carillon.limits.executor", "2s", Duration.ofMillis(100), Duration.ofHours(1)));
    }

    /** How many commands may come at once after a rest. */
    public int commandsBurst() {
        return BURST_SECONDS * commands;
    }
}
