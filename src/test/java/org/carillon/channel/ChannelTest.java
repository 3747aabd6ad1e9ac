package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.carillon.Content;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.MemberChange;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.Feed;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private static final int MANY = 1 << 20;

    private final Node node = new Node();
    private final Channel channel = new Channel("lobby", node.settings.channels().policies().list().get(0));

    private static Publication publication(long offset, String content) {
        return new Publication("lobby", new Position("e", offset), Publication.Kind.MESSAGE, "anna", false, 0,
                Content.json(content), "");
    }

    private Subscription subscription(String user) {
        return new Subscription(node.open(user, Dialect.JSON).session(), new Feed(), false, (same, name) -> { });
    }

    private Position add(Subscription subscription) {
        return channel.add(subscription).toCompletableFuture().join();
    }

    private ChannelTest begun(long offset) {
        channel.begin(new Position("e", offset));
        return this;
    }

    private Channel.Round round() {
        Channel.Round round = channel.nextRound(MANY);
        assertThat(round).isNotNull();
        return round;
    }

    @Test
    void add_nothingHandedOnYet_positionOfTheStream() {
        begun(7);

        assertThat(add(subscription("anna"))).isEqualTo(new Position("e", 7));
    }

    @Test
    void add_noted_positionBeforeWhatWaits() {
        begun(7);
        channel.note(publication(8, "1"));

        assertThat(add(subscription("anna"))).isEqualTo(new Position("e", 7));
        assertThat(round().audience().all()).as("so it gets what waits").hasSize(1);
    }

    @Test
    void add_handedOn_positionOfTheLast() {
        begun(7);
        channel.note(publication(8, "1"));
        channel.nextRound(MANY);

        assertThat(add(subscription("anna"))).isEqualTo(new Position("e", 8));
    }

    @Test
    void begin_newsCameBefore_doesNotGoBack() {
        channel.note(publication(8, "1"));
        channel.nextRound(MANY);
        begun(7);

        assertThat(add(subscription("anna"))).isEqualTo(new Position("e", 8));
    }

    @Test
    void begin_newsWaits_positionBeforeIt() {
        channel.note(publication(8, "1"));
        begun(7);

        assertThat(add(subscription("anna"))).isEqualTo(new Position("e", 7));
        round();
        assertThat(add(subscription("bert"))).isEqualTo(new Position("e", 8));
    }

    @Test
    void beginFlush_nothingWaits_false() {
        assertThat(begun(0).channel.beginFlush()).isFalse();
    }

    @Test
    void beginFlush_anotherFlushes_falseUntilItHasDone() {
        begun(0);
        channel.note(publication(1, "1"));
        assertThat(channel.beginFlush()).isTrue();
        channel.note(publication(2, "2"));
        assertThat(channel.beginFlush()).isFalse();
        assertThat(round().messages()).hasSize(2);
        assertThat(channel.nextRound(MANY)).isNull();
        channel.note(publication(3, "3"));

        assertThat(channel.beginFlush()).isTrue();
    }

    @Test
    void nextRound_all_inTheOrderNoted() {
        begun(0);
        Member member = new Member("anna", false, node.clock.instant(), Map.of(), List.of("s"));
        channel.note(publication(1, "1"));
        channel.note(new MemberChange("lobby", true, member));
        channel.note(publication(2, "2"));

        assertThat(round().messages()).containsExactly(new ServerMessage.Published(publication(1, "1")),
                new ServerMessage.MemberChange("lobby", true, member),
                new ServerMessage.Published(publication(2, "2")));
    }

    @Test
    void nextRound_subscribersChange_eachRoundHasThoseOfItsTime() {
        begun(0);
        Subscription anna = subscription("anna");
        Subscription bert = subscription("bert");
        channel.add(anna);
        channel.note(publication(1, "1"));
        assertThat(round().audience().all()).containsExactly(anna);
        channel.add(bert);
        channel.remove(anna.session());
        channel.note(publication(2, "2"));

        assertThat(round().audience().all()).containsExactly(bert);
        assertThat(channel.size()).isEqualTo(1);
    }

    @Test
    void nextRound_moreThanFits_theFirstOnesAndThePositionOfTheLastOfThem() {
        begun(0);
        IntStream.rangeClosed(1, 10).forEach(i -> channel.note(publication(i, '"' + "x".repeat(1000) + '"')));
        Channel.Round first = channel.nextRound(4000);

        assertThat(first).isNotNull();
        assertThat(first.messages()).hasSize(3);
        assertThat(add(subscription("anna"))).as("so it gets the others").isEqualTo(new Position("e", 3));
        assertThat(round().messages()).hasSize(7);
        assertThat(channel.pendingBytes()).isZero();
    }

    @Test
    void nextRound_oneLargerThanFits_isTakenAlone() {
        begun(0);
        IntStream.rangeClosed(1, 3).forEach(i -> channel.note(publication(i, '"' + "x".repeat(1000) + '"')));

        for (int i = 0; i < 3; i++) {
            assertThat(channel.nextRound(100)).isNotNull().satisfies(
                    round -> assertThat(round.messages()).hasSize(1));
        }
        assertThat(channel.nextRound(100)).isNull();
    }

    @Test
    void remove_notThere_nothing() {
        assertThat(channel.remove(subscription("anna").session())).isNull();
        assertThat(channel.empty()).isTrue();
    }

    @Test
    void pendingBytes_untilHandedOn() {
        begun(0);
        channel.note(publication(1, "\"12345678\""));
        channel.note(publication(2, "\"12345678\""));
        assertThat(channel.pendingBytes()).as("contents of 10 bytes and what carries them").isBetween(20, 1000);
        round();

        assertThat(channel.pendingBytes()).isZero();
    }
}
