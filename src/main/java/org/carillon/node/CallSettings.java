package org.carillon.node;

import java.time.Duration;

/**
 * Calls of clients that beans of the portal answer.
 *
 * @param timeout how long an answer may take
 * @param perSession how many calls of a session may be unanswered
 */
public record CallSettings(Duration timeout, int perSession) {

    static CallSettings read(SettingsReader in) {
        return new CallSettings(
                in.duration("carillon.call.timeout", "10s", Duration.ofMillis(100), Duration.ofHours(1)),
                in.number("carillon.call.session", 16, 1, 10_000));
    }
}
