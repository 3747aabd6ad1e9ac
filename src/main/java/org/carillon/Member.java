package org.carillon;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A user present in a channel, with one session or several.
 *
 * @param user the user's id
 * @param guest whether the user is a guest
 * @param since when the first of the sessions came
 * @param info public facts of the user, such as a display name
 * @param sessions the ids of the user's sessions in the channel, the earliest first
 */
public record Member(String user, boolean guest, Instant since, Map<String, String> info, List<String> sessions) {

    public Member {
        info = Map.copyOf(info);
        sessions = List.copyOf(sessions);
    }
}
