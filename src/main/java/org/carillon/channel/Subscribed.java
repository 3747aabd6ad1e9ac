package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Which channels each session is in, so that they can be left when it ends. */
final class Subscribed {
    private final int limit;
    private final Map<ClientSession, List<String>> channels = new ConcurrentHashMap<>();

    /** Nobody is anywhere; each session may be in so many channels. */
    Subscribed(int limit) {
        this.limit = limit;
    }

    /**
     * Notes that a session is in a channel.
     *
     * @throws RefusedException {@code limit} if it is in too many
     */
    void add(ClientSession session, String channel) {
        channels.compute(session, (key, names) -> with(names == null ? List.of() : names, channel));
    }

    void remove(ClientSession session, String channel) {
        channels.computeIfPresent(session, (key, names) -> without(names, channel));
    }

    /** The channels that a session is in. */
    List<String> of(ClientSession session) {
        return channels.getOrDefault(session, List.of());
    }

    /** Forgets a session; the channels that it was in. */
    List<String> removeAll(ClientSession session) {
        List<String> names = channels.remove(session);
        return names == null ? List.of() : names;
    }

    private List<String> with(List<String> names, String channel) {
        if (names.contains(channel)) {
            return names;
        }
        if (names.size() >= limit) {
            throw new RefusedException(ErrorCode.LIMIT, "a session may be in at most " + limit + " channels");
        }
        List<String> more = new ArrayList<>(names.size() + 1);
        more.addAll(names);
        more.add(channel);
        return List.copyOf(more);
    }

    private static @Nullable List<String> without(List<String> names, String channel) {
        List<String> rest = names.stream().filter(name -> !name.equals(channel)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
