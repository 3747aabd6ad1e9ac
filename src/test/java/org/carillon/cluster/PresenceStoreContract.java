package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.carillon.Member;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link PresenceStore} must do. */
public abstract class PresenceStoreContract {
    private static final Instant EARLY = Instant.parse("2030-01-01T00:00:00Z");

    private PresenceStore store;

    /** A new store without members. */
    protected abstract PresenceStore create();

    @BeforeEach
    void open() {
        store = create();
    }

    private Optional<Member> add(String channel, Member member) {
        return store.add(channel, member).toCompletableFuture().join();
    }

    private Optional<Member> remove(String channel, String user, String session) {
        return store.remove(channel, user, session).toCompletableFuture().join();
    }

    private List<Member> members(String channel) {
        return store.members(channel).toCompletableFuture().join();
    }

    private static Member member(String user, int minute, String... sessions) {
        return new Member(user, false, EARLY.plusSeconds(60L * minute), Map.of("name", user), List.of(sessions));
    }

    @Test
    void add_firstSession_givesTheMember() {
        assertThat(add("a", member("anna", 0, "s1"))).contains(member("anna", 0, "s1"));
        assertThat(members("a")).containsExactly(member("anna", 0, "s1"));
    }

    @Test
    void add_moreSessions_oneMemberSinceTheFirst() {
        add("a", member("anna", 0, "s1"));

        assertThat(add("a", member("anna", 5, "s2"))).isEmpty();
        assertThat(members("a")).containsExactly(member("anna", 0, "s1", "s2"));
    }

    @Test
    void count_membersNotSessions() {
        add("a", member("anna", 0, "s1"));
        add("a", member("anna", 1, "s2"));
        add("a", member("bert", 2, "s3"));
        add("b", member("carl", 3, "s4"));

        assertThat(store.count("a").toCompletableFuture().join()).isEqualTo(2);
        assertThat(store.count("nowhere").toCompletableFuture().join()).isZero();
    }

    @Test
    void add_sameSessionAgain_countsOnce() {
        add("a", member("anna", 0, "s1"));
        add("a", member("anna", 0, "s1"));

        assertThat(remove("a", "anna", "s1")).isPresent();
        assertThat(members("a")).isEmpty();
    }

    @Test
    void remove_lastSession_givesTheMemberAsItWas() {
        add("a", member("anna", 0, "s1"));
        add("a", member("anna", 5, "s2"));

        assertThat(remove("a", "anna", "s1")).isEmpty();
        assertThat(members("a")).containsExactly(member("anna", 0, "s2"));
        assertThat(remove("a", "anna", "s2")).contains(member("anna", 0, "s2"));
        assertThat(members("a")).isEmpty();
    }

    @Test
    void remove_notThere_withoutEffect() {
        add("a", member("anna", 0, "s1"));

        assertThat(List.of(remove("a", "anna", "s9"), remove("a", "bert", "s1"),
                remove("b", "anna", "s1"))).containsOnly(Optional.empty());
        assertThat(members("a")).hasSize(1);
    }

    @Test
    void add_afterTheLastLeft_isFirstAgain() {
        add("a", member("anna", 0, "s1"));
        remove("a", "anna", "s1");

        assertThat(add("a", member("anna", 9, "s2"))).contains(member("anna", 9, "s2"));
    }

    @Test
    void members_several_theEarliestFirst() {
        add("a", member("carl", 1, "s1"));
        add("a", member("anna", 2, "s2"));
        add("a", member("bert", 3, "s3"));
        add("a", member("carl", 4, "s4"));

        assertThat(members("a")).extracting(Member::user).containsExactly("carl", "anna", "bert");
    }

    @Test
    void members_otherChannel_apart() {
        add("a", member("anna", 0, "s1"));
        add("b", member("anna", 1, "s1"));
        remove("a", "anna", "s1");

        assertThat(members("a")).isEmpty();
        assertThat(members("b")).hasSize(1);
        assertThat(members("nowhere")).isEmpty();
    }

    @Test
    void add_sessionsOfAUserAtTheSameTime_exactlyOneIsFirstAndOneIsLast() throws Exception {
        int sessions = 50;
        ExecutorService executor = Executors.newFixedThreadPool(4);
        List<Callable<Optional<Member>>> adding = IntStream.range(0, sessions)
                .<Callable<Optional<Member>>>mapToObj(i -> () -> add("a", member("anna", 0, "s" + i))).toList();
        List<Callable<Optional<Member>>> removing = IntStream.range(0, sessions)
                .<Callable<Optional<Member>>>mapToObj(i -> () -> remove("a", "anna", "s" + i)).toList();

        assertThat(count(executor.invokeAll(adding))).isEqualTo(1);
        assertThat(members("a")).singleElement().extracting(Member::sessions).asList().hasSize(sessions);
        assertThat(count(executor.invokeAll(removing))).isEqualTo(1);
        executor.shutdown();
        assertThat(members("a")).isEmpty();
    }

    private static int count(List<Future<Optional<Member>>> results) throws Exception {
        int present = 0;
        for (Future<Optional<Member>> result : results) {
            present += result.get(30, TimeUnit.SECONDS).isPresent() ? 1 : 0;
        }
        return present;
    }
}
