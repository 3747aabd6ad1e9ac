package org.carillon.cluster.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.carillon.Member;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.PresenceStore;

/** Members in memory: a channel that nobody is in takes no room. */
public final class MemoryPresenceStore implements PresenceStore {
    private static final int LOCKS = 64;

    private final Map<String, Map<String, Member>> channels = new ConcurrentHashMap<>();
    private final Consumer<MemberChange> followers;
    /** Keep the changes of one channel in order; they are noted under them, nothing is sent. */
    private final Object[] locks = new Object[LOCKS];

    /** A store without members; {@code followers} are told each change and must only note it. */
    public MemoryPresenceStore(Consumer<MemberChange> followers) {
        this.followers = followers;
        Arrays.setAll(locks, i -> new Object());
    }

    @Override
    public CompletionStage<Optional<Member>> add(String channel, Member member) {
        synchronized (lock(channel)) {
            Optional<Member> first = added(channel, member);
            first.ifPresent(came -> followers.accept(new MemberChange(channel, true, came)));
            return CompletableFuture.completedFuture(first);
        }
    }

    private Optional<Member> added(String channel, Member member) {
        Map<String, Member> members = channels.computeIfAbsent(channel, name -> new LinkedHashMap<>());
        Member known = members.get(member.user());
        members.put(member.user(), known == null ? member : with(known, member.sessions().get(0)));
        return known == null ? Optional.of(member) : Optional.empty();
    }

    @Override
    public CompletionStage<Optional<Member>> remove(String channel, String user, String session) {
        synchronized (lock(channel)) {
            Optional<Member> last = removed(channel, user, session);
            last.ifPresent(left -> followers.accept(new MemberChange(channel, false, left)));
            return CompletableFuture.completedFuture(last);
        }
    }

    private Optional<Member> removed(String channel, String user, String session) {
        Map<String, Member> members = channels.getOrDefault(channel, Map.of());
        Member known = members.get(user);
        if (known == null || !known.sessions().contains(session)) {
            return Optional.empty();
        }
        if (known.sessions().size() > 1) {
            members.put(user, without(known, session));
            return Optional.empty();
        }
        members.remove(user);
        if (members.isEmpty()) {
            channels.remove(channel);
        }
        return Optional.of(known);
    }

    @Override
    public CompletionStage<List<Member>> members(String channel) {
        synchronized (lock(channel)) {
            return CompletableFuture.completedFuture(
                    List.copyOf(channels.getOrDefault(channel, Map.of()).values()));
        }
    }

    @Override
    public CompletionStage<Integer> count(String channel) {
        synchronized (lock(channel)) {
            return CompletableFuture.completedFuture(channels.getOrDefault(channel, Map.of()).size());
        }
    }

    private Object lock(String channel) {
        return locks[Math.floorMod(channel.hashCode(), LOCKS)];
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
