package org.carillon.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.ChannelEvent;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.node.Settings;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceServiceTest {
    private static final Identity ANNA = new Identity("anna", Optional.empty(), Map.of("name", "Anna"));
    private static final Identity KIM = Identity.guest("kim");
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock();
    private final Settings settings = TestSettings.of();
    private final List<String> told = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private final MemoryBroker broker = new MemoryBroker(
            settings::retention, settings.store().memory(), settings.idempotency(), clock);
    private final PresenceService presence = service(settings);

    private PresenceService service(Settings chosen) {
        return new PresenceService(new MemoryPresenceStore(broker::tell), events::add, chosen, clock);
    }

    @BeforeEach
    void follow() {
        broker.listen(new Broker.Listener() {
            @Override
            public void noted(Publication publication) {
                told.add("published");
            }

            @Override
            public void noted(MemberChange change) {
                told.add((change.joined() ? "+" : "-") + change.member().user());
            }

            @Override
            public void flush(String channel) {}

            @Override
            public void broken(String channel) {}
        });
        broker.follow("lobby");
    }

    private List<Member> members(String channel) {
        return presence.members(channel).toCompletableFuture().join();
    }

    private void passAndSweep(Duration duration) {
        clock.advance(duration);
        presence.sweep();
    }

    @Test
    void enter_firstSession_joinsWithItsFacts() {
        presence.enter("lobby", "s1", ANNA);
        Member member = new Member("anna", false, clock.instant(), Map.of("name", "Anna"), List.of("s1"));

        assertThat(members("lobby")).containsExactly(member);
        assertThat(told).containsExactly("+anna");
        assertThat(events).containsExactly(new ChannelEvent.Joined("lobby", member));
    }

    @Test
    void enter_secondSession_isTheSameMemberAndNobodyIsTold() {
        presence.enter("lobby", "s1", ANNA);
        Instant since = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        presence.enter("lobby", "s2", ANNA);

        assertThat(members("lobby")).containsExactly(
                new Member("anna", false, since, Map.of("name", "Anna"), List.of("s1", "s2")));
        assertThat(told).containsExactly("+anna");
    }

    @Test
    void leave_lastSession_leavesAtOnce() {
        presence.enter("lobby", "s1", ANNA);
        presence.enter("lobby", "s2", ANNA);
        presence.leave("lobby", "s1", "anna");
        assertThat(told).containsExactly("+anna");
        presence.leave("lobby", "s2", "anna");

        assertThat(told).containsExactly("+anna", "-anna");
        assertThat(members("lobby")).isEmpty();
        assertThat(events).last().isInstanceOf(ChannelEvent.Left.class);
    }

    @Test
    void leave_notThere_nobodyIsTold() {
        presence.leave("lobby", "s1", "anna");
        presence.enter("lobby", "s1", ANNA);
        presence.leave("lobby", "s1", "anna");
        presence.leave("lobby", "s1", "anna");

        assertThat(told).containsExactly("+anna", "-anna");
    }

    @Test
    void drop_withinTheGrace_staysAMember() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        passAndSweep(GRACE.minusMillis(1));

        assertThat(members("lobby")).hasSize(1);
        assertThat(told).containsExactly("+anna");
    }

    @Test
    void drop_graceOver_leaves() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        passAndSweep(GRACE);

        assertThat(members("lobby")).isEmpty();
        assertThat(told).containsExactly("+anna", "-anna");
    }

    @Test
    void drop_returnsWithinTheGrace_neitherLeaveNorJoin() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        passAndSweep(Duration.ofSeconds(2));
        presence.enter("lobby", "s2", ANNA);
        passAndSweep(GRACE);

        assertThat(told).containsExactly("+anna");
        assertThat(members("lobby")).extracting(Member::sessions).containsExactly(List.of("s2"));
    }

    @Test
    void stay_afterADrop_staysAMember() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        presence.stay("lobby", "s1");
        passAndSweep(GRACE);

        assertThat(told).containsExactly("+anna");
    }

    @Test
    void enter_theSameSessionAfterADrop_staysAMember() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        presence.enter("lobby", "s1", ANNA);
        passAndSweep(GRACE);

        assertThat(told).containsExactly("+anna");
    }

    @Test
    void drop_returnsTooLate_leavesAndJoins() {
        presence.enter("lobby", "s1", ANNA);
        presence.drop("lobby", "s1", "anna");
        passAndSweep(GRACE);
        presence.enter("lobby", "s2", ANNA);

        assertThat(told).containsExactly("+anna", "-anna", "+anna");
    }

    @Test
    void drop_oneOfTwoSessions_nobodyNotices() {
        presence.enter("lobby", "s1", ANNA);
        presence.enter("lobby", "s2", ANNA);
        presence.drop("lobby", "s1", "anna");
        passAndSweep(GRACE);

        assertThat(told).containsExactly("+anna");
        assertThat(members("lobby")).extracting(Member::sessions).containsExactly(List.of("s2"));
    }

    @Test
    void drop_severalAtDifferentTimes_eachLeavesAtItsTime() {
        presence.enter("lobby", "s1", ANNA);
        presence.enter("lobby", "s2", KIM);
        presence.drop("lobby", "s1", "anna");
        clock.advance(Duration.ofSeconds(3));
        presence.drop("lobby", "s2", "guest:kim");
        passAndSweep(Duration.ofSeconds(2));
        assertThat(told).containsExactly("+anna", "+guest:kim", "-anna");
        passAndSweep(Duration.ofSeconds(3));

        assertThat(told).last().isEqualTo("-guest:kim");
    }

    @Test
    void drop_noGrace_leavesWithTheNextSweep() {
        PresenceService strict = service(TestSettings.of("carillon.presence.grace", "0s"));
        strict.enter("lobby", "s1", ANNA);
        strict.drop("lobby", "s1", "anna");
        strict.sweep();

        assertThat(told).containsExactly("+anna", "-anna");
    }

    @Test
    void members_channelsAreApart() {
        presence.enter("lobby", "s1", ANNA);
        presence.enter("room:1", "s2", KIM);

        assertThat(members("lobby")).extracting(Member::user).containsExactly("anna");
        assertThat(members("room:1")).extracting(Member::guest).containsExactly(true);
        assertThat(members("empty")).isEmpty();
        assertThat(told).as("only followed channels are told").containsExactly("+anna");
    }
}
