package org.carillon.cluster.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.Member;
import org.carillon.cluster.PresenceStore;

/** Members in memory: a channel that nobody is in takes no room. */
public final class MemoryPresenceStore implements PresenceStore {
    private final Map<String, Map<String, Member>> channels = new ConcurrentHashMap<>();

    @Override
    public Optional<Member> add(String channel, Member member) {
        boolean[] first = new boolean[1];
        channels.compute(channel, (name, before) -> {
            Map<String, Member> members = before == null ? new LinkedHashMap<>() : before;
            Member known = members.get(member.user());
            first[0] = known == null;
            members.put(member.user(), known == null ? member : with(known, member.sessions().get(0)));
            return members;
        });
        return first[0] ? Optional.of(member) : Optional.empty();
    }

    @Override
    public Optional<Member> remove(String channel, String user, String session) {
        List<Member> gone = new ArrayList<>(1);
        channels.computeIfPresent(channel, (name, members) -> {
            Member known = members.get(user);
            if (known != null && known.sessions().contains(session)) {
                if (known.sessions().size() == 1) {
                    members.remove(user);
                    gone.add(known);
                } else {
                    members.put(user, without(known, session));
                }
            }
            return members.isEmpty() ? null : members;
        });
        return gone.stream().findFirst();
    }

    @Override
    public List<Member> members(String channel) {
        List<Member> list = new ArrayList<>();
        channels.computeIfPresent(channel, (name, members) -> {
            list.addAll(members.values());
            return members;
        });
        return list;
    }

    private static Member with(Member member, String session) {
        if (member.sessions().contains(session)) {
            return member;
        }
        List<String> sessions = new ArrayList<>(member.sessions());
        sessions.add(session);
        return sessions(member, sessions);
    }

    private static Member without(Member member, String session) {
        return sessions(member, member.sessions().stream().filter(s -> !s.equals(session)).toList());
    }

    private static Member sessions(Member member, List<String> sessions) {
        return new Member(member.user(), member.guest(), member.since(), member.info(), sessions);
    }
}
