package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.carillon.Content;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.carillon.cluster.Broker.Listener;
import org.carillon.cluster.Draft;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.Slice;
import org.junit.jupiter.api.Test;

/** What a follower makes of what it hears and of what it does not hear. */
class FollowerTest implements Follower.Desk, Listener {
    private static final MemberChange CAME = new MemberChange("a", true,
            new Member("anna", false, Instant.EPOCH, Map.of(), List.of("s1")));

    private final List<Long> told = new ArrayList<>();
    private int changes;
    private final List<Position> asked = new ArrayList<>();
    private final List<Follower> broken = new ArrayList<>();
    private int marks;
    private int flushes;
    private final Follower follower = new Follower("a", this);

    private static Publication publication(String epoch, long offset) {
        return new Draft("a", Kind.CHAT, "anna", false, Content.json("" + offset), "", "")
                .at(new Position(epoch, offset), 5);
    }

    private void hear(String epoch, long offset) {
        Draft draft = new Draft("a", Kind.CHAT, "anna", false, Content.json("" + offset), "", "");
        byte[] entry = RedisNews.entry(draft, 5, RedisNews.content(draft));
        String head = "P" + epoch + ' ' + offset + '\n';
        follower.heard((head + new String(entry, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private void hearChange() {
        follower.heard(new byte[] {'+'});
    }

    private void live(long offset) {
        follower.opening();
        follower.opened(new Position("e", offset));
    }

    private static Slice slice(String epoch, long end, long first, long from) {
        return new Slice(new Position(epoch, end), first,
                LongStream.rangeClosed(from, end).mapToObj(offset -> publication(epoch, offset)).toList());
    }

    @Override
    public Listener listener() {
        return this;
    }

    @Override
    public RedisNews news() {
        return new RedisNews((channel, message) -> Optional.of(CAME));
    }

    @Override
    public void read(Follower whose, Position after) {
        asked.add(after);
    }

    @Override
    public void marked(Follower whose) {
        assertThat(Thread.holdsLock(whose)).as("what flushes may take any lock").isFalse();
        marks++;
    }

    @Override
    public void broken(Follower whose) {
        broken.add(whose);
    }

    @Override
    public void noted(Publication publication) {
        told.add(publication.position().offset());
    }

    @Override
    public void noted(MemberChange change) {
        changes++;
    }

    @Override
    public void flush(String channel) {
        flushes++;
    }

    @Override
    public void broken(String channel) {
        throw new IllegalStateException("the desk does that");
    }

    @Test
    void heard_inOrder_toldAtOnceAndHandedOnTogether() {
        live(0);
        hear("e", 1);
        hear("e", 2);
        follower.flush();

        assertThat(told).containsExactly(1L, 2L);
        assertThat(marks).isEqualTo(1);
        assertThat(flushes).isEqualTo(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void heard_beforeThePositionIsKnown_onlyWhatComesAfterItIsTold() {
        hear("old", 9);
        hear("e", 4);
        follower.opening();
        hear("e", 5);
        hear("e", 6);
        follower.opened(new Position("e", 5));

        assertThat(told).containsExactly(6L);
        assertThat(asked).isEmpty();
    }

    @Test
    void heard_gap_filledFromTheLogBeforeWhatCameAfterIt() {
        live(1);
        hear("e", 4);
        hear("e", 5);
        hear("e", 6);
        assertThat(told).isEmpty();
        follower.filled(slice("e", 5, 1, 2));

        assertThat(asked).containsExactly(new Position("e", 1));
        assertThat(told).containsExactly(2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void heard_gapThatTheLogHasDropped_broken() {
        live(1);
        hear("e", 4);
        follower.filled(slice("e", 4, 3, 3));
        hear("e", 5);

        assertThat(told).isEmpty();
        assertThat(broken).containsExactly(follower);
    }

    @Test
    void heard_anotherEpochThatTheLogConfirms_broken() {
        live(7);
        hear("f", 1);
        follower.filled(slice("f", 1, 1, 1));

        assertThat(broken).containsExactly(follower);
    }

    @Test
    void heard_anEarlierEpochLate_isPassedOver() {
        live(0);
        hear("old", 9);
        follower.filled(slice("e", 1, 1, 1));
        hear("e", 1);
        hear("e", 2);

        assertThat(told).containsExactly(1L, 2L);
        assertThat(broken).isEmpty();
    }

    @Test
    void heard_anotherEpochWhileTheLogIsRead_asksAgain() {
        live(0);
        hear("e", 2);
        hear("f", 1);
        follower.filled(slice("e", 2, 1, 1));
        assertThat(asked).containsExactly(new Position("e", 0), new Position("e", 2));
        follower.filled(slice("f", 1, 1, 1));

        assertThat(told).containsExactly(1L, 2L);
        assertThat(broken).containsExactly(follower);
    }

    @Test
    void interrupted_resumed_theLogIsReadBeforeAnythingIsTold() {
        live(1);
        follower.interrupted();
        hear("e", 4);
        follower.resumed();
        follower.filled(slice("e", 4, 1, 2));
        hear("e", 5);

        assertThat(asked).containsExactly(new Position("e", 1));
        assertThat(told).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void interrupted_whileTheLogIsRead_readAgainAfterIt() {
        live(1);
        hear("e", 3);
        follower.interrupted();
        follower.resumed();
        follower.filled(slice("e", 3, 1, 2));
        assertThat(asked).containsExactly(new Position("e", 1), new Position("e", 3));
        follower.filled(slice("e", 4, 1, 4));

        assertThat(told).containsExactly(2L, 3L, 4L);
    }

    @Test
    void interrupted_whileOpening_theLogIsReadFromThePositionOn() {
        follower.opening();
        follower.interrupted();
        follower.opened(new Position("e", 3));
        follower.resumed();
        follower.filled(slice("e", 4, 1, 4));

        assertThat(asked).containsExactly(new Position("e", 3));
        assertThat(told).containsExactly(4L);
    }

    @Test
    void filled_logCannotBeRead_triedAgainAtTheNextLook() {
        live(1);
        hear("e", 3);
        follower.filled(null);
        follower.look();
        follower.filled(slice("e", 3, 1, 2));

        assertThat(told).containsExactly(2L, 3L);
    }

    @Test
    void look_quietChannelThatMissedSomething_isFilled() {
        live(1);
        follower.look();
        follower.filled(slice("e", 2, 1, 2));

        assertThat(told).containsExactly(2L);
    }

    @Test
    void look_busyChannel_isLeftAlone() {
        live(0);
        hear("e", 1);
        follower.look();
        hear("e", 2);

        assertThat(asked).isEmpty();
        assertThat(told).containsExactly(1L, 2L);
    }

    @Test
    void heard_moreThanIsHeldBack_readFromTheLogAndNoChangeOfMembersIsLost() {
        live(0);
        hearChange();
        hear("e", 2);
        IntStream.range(0, 10).forEach(i -> hearChange());
        for (long offset = 3; offset <= 3000; offset++) {
            hear("e", offset);
        }
        follower.filled(slice("e", 500, 1, 1));
        follower.filled(slice("e", 3000, 1, 501));

        assertThat(told).isEqualTo(LongStream.rangeClosed(1, 3000).boxed().toList());
        assertThat(changes).isEqualTo(11);
    }

    @Test
    void heard_moreChangesOfMembersThanCanBeHeldBack_broken() {
        live(0);
        hear("e", 2);
        IntStream.range(0, 20_000).forEach(i -> hearChange());
        follower.filled(slice("e", 2, 1, 1));

        assertThat(broken).containsExactly(follower);
    }

    @Test
    void over_nothingMoreIsTold() {
        live(0);
        follower.over();
        hear("e", 1);
        follower.flush();

        assertThat(told).isEmpty();
        assertThat(flushes).isZero();
    }
}
