package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Broker;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Slice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberFollowerTest implements Follower.Desk, MemberFollower.Source, Broker.Listener {
    private static final Position BEGINNING = new Position("e", 0);

    private final List<String> told = new ArrayList<>();
    private final List<CompletableFuture<PresenceActs.Changes>> questions = new ArrayList<>();
    private final List<Long> askedAfter = new ArrayList<>();
    private final Follower follower = new Follower("a", this);
    private final MemberFollower members = new MemberFollower(follower, this);

    @BeforeEach
    void follow() {
        members.begin();
        follower.opening();
        follower.opened(BEGINNING);
        answer(10);
    }

    private void answer(long last, long... numbers) {
        questions.remove(0).complete(new PresenceActs.Changes(last,
                LongStream.of(numbers).mapToObj(MemberFollowerTest::change).toList()));
    }

    private static byte[] change(long number) {
        return ("+" + number + " ").getBytes(StandardCharsets.US_ASCII);
    }

    private void hear(long... numbers) {
        LongStream.of(numbers).forEach(number -> members.heard(change(number)));
    }

    @Test
    void heard_inOrder_isToldAtOnce() {
        hear(11, 12);

        assertThat(told).containsExactly("11", "12");
        assertThat(questions).isEmpty();
    }

    @Test
    void heard_toldAlready_isNotToldAgain() {
        hear(10, 11, 11);

        assertThat(told).containsExactly("11");
    }

    @Test
    void heard_gap_isFilledBeforeWhatCameAfterIt() {
        hear(11, 14, 15);
        assertThat(askedAfter).last().isEqualTo(11L);
        answer(14, 12, 13, 14);

        assertThat(told).containsExactly("11", "12", "13", "14", "15");
        hear(16);
        assertThat(told).endsWith("16");
    }

    @Test
    void resumed_tellsWhatWasMissed() {
        members.interrupted();
        members.resumed();
        hear(13);
        answer(12, 11, 12);

        assertThat(told).containsExactly("11", "12", "13");
    }

    @Test
    void resumed_nothingMissed_goesOn() {
        members.interrupted();
        members.resumed();
        answer(10);
        hear(11);

        assertThat(told).containsExactly("11");
    }

    @Test
    void resumed_moreMissedThanIsKept_isBroken() {
        members.interrupted();
        members.resumed();
        answer(700, LongStream.rangeClosed(201, 700).toArray());

        assertThat(told).containsExactly("broken");
    }

    @Test
    void resumed_countWasLostAndBeganAnew_isBroken() {
        members.interrupted();
        members.resumed();
        answer(5_000_001, 5_000_001);

        assertThat(told).containsExactly("broken");
    }

    @Test
    void resumed_countIsOverSinceNothingChanged_theFirstOfTheNextIsTold() {
        members.interrupted();
        members.resumed();
        answer(0);
        hear(5_000_001, 5_000_002);

        assertThat(told).containsExactly("5000001", "5000002");
    }

    @Test
    void begin_noCount_whatComesIsToldFromItsFirstOn() {
        MemberFollower another = new MemberFollower(follower, this);
        another.begin();
        answer(0);
        another.heard(change(5_000_002));
        answer(5_000_002, 5_000_001, 5_000_002);

        assertThat(told).containsExactly("5000001", "5000002");
    }

    @Test
    void resumed_noCountBeforeAndMoreMissedThanIsKept_isBroken() {
        MemberFollower another = new MemberFollower(follower, this);
        another.begin();
        answer(0);
        another.interrupted();
        another.resumed();
        answer(5_000_501, LongStream.rangeClosed(5_000_002, 5_000_501).toArray());

        assertThat(told).containsExactly("broken");
    }

    @Test
    void resumed_noAnswer_isAskedAgainAtTheNextLook() {
        members.interrupted();
        members.resumed();
        questions.remove(0).completeExceptionally(RedisFailures.away());
        hear(12);
        members.look();
        answer(12, 11, 12);

        assertThat(told).containsExactly("11", "12");
    }

    @Test
    void resumed_whileAnAnswerOfBeforeIsUnderWay_isAskedOnceMore() {
        hear(12);
        members.interrupted();
        members.resumed();
        answer(12, 11, 12);
        answer(13, 13);

        assertThat(told).containsExactly("11", "12", "13");
    }

    @Test
    void resumed_answerOfBeforeFails_isAskedOnceMore() {
        hear(12);
        members.interrupted();
        members.resumed();
        questions.remove(0).completeExceptionally(RedisFailures.away());
        answer(12, 11, 12);

        assertThat(told).containsExactly("11", "12");
    }

    @Test
    void interrupted_whileItBegins_whatWasMissedIsToldAsWell() {
        MemberFollower another = new MemberFollower(follower, this);
        another.begin();
        another.interrupted();
        another.resumed();
        answer(20);
        answer(21, 21);

        assertThat(told).containsExactly("21");
    }

    @Test
    void heard_changeThatRedisDoesNotHave_isBrokenAndNotAskedForEver() {
        hear(14);
        answer(12, 11, 12);
        assertThat(questions).isEmpty();

        assertThat(told).containsExactly("11", "12", "broken");
    }

    @Test
    void heard_changeThatRedisDoesNotHaveYetWhenItAnswers_isAskedForOnceMore() {
        hear(12);
        hear(14);
        answer(12, 11, 12);
        assertThat(askedAfter).last().isEqualTo(12L);
        answer(14, 13, 14);

        assertThat(told).containsExactly("11", "12", "13", "14");
    }

    @Test
    void heard_changeWhileNoneAreCounted_isBroken() {
        hear(14);
        answer(0);

        assertThat(told).containsExactly("broken");
    }

    @Test
    void look_quiet_tellsWhatWasMissed() {
        hear(11);
        members.look();
        assertThat(questions).as("not quiet").isEmpty();
        members.look();
        answer(13, 12, 13);

        assertThat(told).containsExactly("11", "12", "13");
    }

    @Test
    void look_quiet_whatComesMeanwhileIsToldAtOnce() {
        members.look();
        hear(11);
        assertThat(told).containsExactly("11");
        answer(10);
        hear(12);

        assertThat(told).containsExactly("11", "12");
        assertThat(questions).isEmpty();
    }

    @Test
    void look_noAnswer_newsAreToldFurther() {
        members.look();
        questions.remove(0).completeExceptionally(RedisFailures.away());
        hear(11);

        assertThat(told).containsExactly("11");
    }

    @Override
    public CompletionStage<PresenceActs.Changes> changes(String channel, long after) {
        CompletableFuture<PresenceActs.Changes> question = new CompletableFuture<>();
        questions.add(question);
        askedAfter.add(after);
        return question;
    }

    @Override
    public void broken(Follower broken) {
        told.add("broken");
    }

    @Override
    public Broker.Listener listener() {
        return this;
    }

    @Override
    public RedisNews news() {
        return new RedisNews((channel, message) -> Optional.of(new MemberChange(
                channel, true, PresenceNodes.member("" + MemberRecord.number(message), "s"))));
    }

    @Override
    public void read(Follower reader, Position after) {
        reader.filled(new Slice(BEGINNING, 1, List.of()));
    }

    @Override
    public void marked(Follower marked) {}

    @Override
    public void noted(Publication publication) {}

    @Override
    public void noted(MemberChange change) {
        told.add(change.member().user());
    }

    @Override
    public void flush(String channel) {}

    @Override
    public void broken(String channel) {}
}
