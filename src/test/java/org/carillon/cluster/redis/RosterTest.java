package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final String LIFE = "life";

    private final Roster roster = new Roster("a");

    private static Change add(String user) {
        return Change.asked(new Seat(user, "s"), Optional.of(PresenceNodes.member(user, "s")));
    }

    private static Change remove(String user) {
        return Change.asked(new Seat(user, "s"), Optional.empty());
    }

    private static List<String> texts(List<Change> changes) {
        return changes.stream().map(each -> (each.member().isPresent() ? "+" : "-") + each.seat().user()).toList();
    }

    @Test
    void take_oneBatchAtATime_whatComesMeanwhileGathers() {
        roster.ask(add("anna"));
        assertThat(texts(roster.take())).containsExactly("+anna");
        roster.ask(add("bert"));
        roster.ask(remove("anna"));

        assertThat(roster.take()).isEmpty();
        roster.told(LIFE, 1);
        assertThat(texts(roster.take())).containsExactly("+bert", "-anna");
    }

    @Test
    void take_moreThanABatch_theRestComesNext() {
        for (int i = 0; i < Roster.BATCH + 1; i++) {
            roster.ask(add("u" + i));
        }
        assertThat(roster.take()).hasSize(Roster.BATCH);
        roster.told(LIFE, 1);

        assertThat(texts(roster.take())).containsExactly("+u" + Roster.BATCH);
    }

    @Test
    void failed_tellsAgainWhatIsTrueByThen() {
        roster.ask(add("anna"));
        roster.ask(add("bert"));
        List<Change> batch = roster.take();
        roster.ask(remove("bert"));

        assertThat(texts(roster.failed(batch))).containsExactly("+anna", "+bert", "-bert");
        assertThat(texts(roster.take())).containsExactly("+anna", "-bert");
    }

    @Test
    void take_changeOfADoubtfulSeat_isToldOnce() {
        roster.ask(add("anna"));
        roster.failed(roster.take());
        roster.ask(remove("anna"));

        assertThat(texts(roster.take())).containsExactly("-anna");
    }

    @Test
    void doubtAll_tellsThoseWhoAreHeldAnew() {
        roster.ask(add("anna"));
        roster.ask(add("bert"));
        roster.ask(remove("anna"));
        roster.take();
        roster.told(LIFE, 1);
        roster.doubtAll();

        assertThat(roster.isBehind()).isTrue();
        assertThat(texts(roster.take())).containsExactly("+bert");
    }

    @Test
    void withdrawn_somebodyCameMeanwhile_isEnrolledAnew() {
        roster.ask(add("anna"));
        roster.ask(remove("anna"));
        roster.take();
        roster.told(LIFE, 1);
        assertThat(roster.withdraw()).isTrue();
        assertThat(roster.ask(add("bert"))).isTrue();

        assertThat(roster.withdrawn()).isFalse();
        assertThat(roster.isEnrolled(LIFE)).isFalse();
        assertThat(texts(roster.take())).containsExactly("+bert");
    }

    @Test
    void withdrawn_nobodyCame_takesNobodyAnyMore() {
        roster.ask(remove("anna"));
        roster.take();
        roster.told(LIFE, 1);
        roster.withdraw();

        assertThat(roster.withdrawn()).isTrue();
        assertThat(roster.ask(add("bert"))).isFalse();
    }

    @Test
    void relinked_isEnrolledWithTheNextActOfTheNewLink() {
        roster.ask(add("anna"));
        roster.take();
        roster.told(LIFE, 1);
        assertThat(roster.isEnrolled(LIFE)).isTrue();
        roster.ask(add("bert"));
        roster.take();
        roster.relinked();
        roster.told(LIFE, 2);
        assertThat(roster.isEnrolled(LIFE)).as("it was told over the old link").isFalse();
        assertThat(roster.settled(LIFE)).hasValue(2);
        roster.ask(add("carl"));
        roster.take();
        roster.told(LIFE, 3);

        assertThat(roster.isEnrolled(LIFE)).isTrue();
    }

    @Test
    void settled_onlyWhileSomebodyIsHeldAndNothingIsUnderWay() {
        assertThat(roster.settled(LIFE)).isEmpty();
        roster.ask(add("anna"));
        roster.take();
        assertThat(roster.settled(LIFE)).isEmpty();
        roster.told(LIFE, 7);

        assertThat(roster.settled(LIFE)).hasValue(7);
        assertThat(roster.settled("another")).isEmpty();
    }
}
