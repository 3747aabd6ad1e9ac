package org.carillon.node;

import java.time.Duration;

/**
 * Sessions of clients that no WebSocket reaches.
 *
 * @param enabled whether there are any
 * @param pollWait how long a poll waits for something to answer with
 */
public record FallbackSettings(boolean enabled, Duration pollWait) {

    static FallbackSettings read(SettingsReader in) {
        return new FallbackSettings(
                in.flag("carillon.fallback", true),
                in.duration("carillon.fallback.wait", "20s", Duration.ofMillis(100), Duration.ofMinutes(5)));
    }
}
