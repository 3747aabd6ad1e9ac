package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.carillon.ChannelEvent;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams that are elsewhere: they are followed a while after they are asked for, and may break. */
class LateFollowTest {
    private LateBroker broker;
    private final Node node = new Node(real -> broker = new LateBroker(real));
    private final Node.Client anna = node.open("anna", Dialect.JSON);
    private final Node.Client bert = node.open("bert", Dialect.JSON);

    @BeforeEach
    void late() {
        broker.lateFollows(true);
    }

    /** As the dispatcher does it: the answer keeps its place in the line. */
    private void subscribe(Node.Client client, String id, String channel) {
        ClientSession session = client.session();
        session.reply(node.service.subscribe(session, id, channel, Optional.empty(), true), (answer, failure) -> {
            if (answer != null) {
                answer.run();
            } else {
                session.send(new ServerMessage.Refusal(id, ErrorCode.UNAVAILABLE, "no"));
            }
        });
    }

    private static String only(FakeTransport socket, String type) {
        assertThat(socket.messages(type)).hasSize(1);
        return socket.messages(type).get(0);
    }

    @Test
    void subscribe_whileTheStreamIsAskedFor_allAreAnsweredWhenItIsFollowedAndGetWhatComesThen() {
        subscribe(anna, "1", "lobby");
        subscribe(bert, "2", "lobby");
        node.publish("lobby", "\"before\"");
        assertThat(anna.socket().messages("subscribed")).isEmpty();
        broker.answerFollow();
        node.publish("lobby", "\"after\"");
        node.executor.runAll();

        assertThat(only(anna.socket(), "subscribed")).contains("\"offset\":1", "anna", "bert");
        assertThat(only(bert.socket(), "subscribed")).contains("\"offset\":1");
        assertThat(only(anna.socket(), "message")).contains("after");
        assertThat(only(bert.socket(), "message")).contains("after");
    }

    @Test
    void subscribe_refused_isToldAndLeavesNothingBehind() {
        subscribe(anna, "1", "lobby");
        subscribe(bert, "2", "lobby");
        broker.refuseFollow();

        assertThat(only(anna.socket(), "error")).contains("unavailable");
        assertThat(only(bert.socket(), "error")).contains("unavailable");
        assertThat(node.channels.find("lobby")).isNull();
        assertThat(node.presence.members("lobby").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void subscribe_againAfterARefusal_works() {
        subscribe(anna, "1", "lobby");
        broker.refuseFollow();
        subscribe(anna, "2", "lobby");
        broker.answerFollow();
        node.publish("lobby", "1");
        node.executor.runAll();

        assertThat(only(anna.socket(), "subscribed")).contains("\"id\":2,");
        assertThat(anna.socket().messages("message")).hasSize(1);
    }

    @Test
    void unsubscribe_whileTheStreamIsAskedFor_isAnsweredAfterTheSubscriptionAndEndsIt() {
        subscribe(anna, "1", "lobby");
        node.service.unsubscribe(anna.session(), "2", "lobby");
        broker.answerFollow();
        node.publish("lobby", "1");
        node.executor.runAll();

        assertThat(anna.socket().messages("subscribed")).hasSize(1);
        assertThat(anna.socket().messages("unsubscribed")).hasSize(1);
        assertThat(anna.socket().messages("message")).isEmpty();
        assertThat(node.channels.find("lobby")).isNull();
    }

    @Test
    void end_whileTheStreamIsAskedFor_leavesNothingBehind() {
        subscribe(anna, "1", "lobby");
        node.end(anna);
        broker.answerFollow();
        node.clock.advance(Duration.ofSeconds(5));
        node.presence.sweep();

        assertThat(node.channels.find("lobby")).isNull();
        assertThat(node.presence.members("lobby").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void broken_subscribersAreToldAndMaySubscribeAnewWithoutLeaving() {
        broker.lateFollows(false);
        subscribe(anna, "1", "lobby");
        subscribe(bert, "2", "lobby");
        node.broadcaster.broken("lobby");
        node.executor.runAll();
        assertThat(only(anna.socket(), "unsubscribed")).contains("lobby", "unavailable");
        assertThat(only(bert.socket(), "unsubscribed")).contains("lobby", "unavailable");
        node.publish("lobby", "\"lost\"");
        subscribe(anna, "3", "lobby");
        node.publish("lobby", "\"after\"");
        node.clock.advance(Duration.ofSeconds(6));
        node.presence.sweep();
        node.executor.runAll();

        assertThat(only(anna.socket(), "message")).contains("after");
        assertThat(bert.socket().messages("message")).isEmpty();
        assertThat(node.events).filteredOn(ChannelEvent.Left.class::isInstance)
                .as("who does not return has left").singleElement().asString().contains("bert");
    }

    @Test
    void broken_inbox_sessionReturnsForWhatItMissed() {
        broker.lateFollows(false);
        Node.Client cora = node.reading("cora", "phone");
        node.broadcaster.broken("inbox:cora");
        node.executor.runAll();

        assertThat(cora.session().queue().closing()).contains(Disconnect.UNAVAILABLE);
    }

    @Test
    void subscribe_againToSeeTheMembersButRefused_theEarlierSubscriptionGoesOn() {
        broker.lateFollows(false);
        Node.Client cora = node.open("cora", Dialect.JSON);
        node.subscribe(cora, "1", "lobby", false);
        node.members.away(true);
        subscribe(cora, "2", "lobby");
        node.members.away(false);
        node.publish("lobby", "1");
        node.executor.runAll();

        assertThat(only(cora.socket(), "error")).contains("unavailable");
        assertThat(cora.socket().messages("message")).hasSize(1);
    }

    @Test
    void noted_farMoreThanIsHandedOn_subscribersBeginAnewAndNothingIsHeld() {
        broker.lateFollows(false);
        subscribe(anna, "1", "lobby");
        node.executor.runAll();
        Channel before = node.channels.find("lobby");
        String content = '"' + "x".repeat(1 << 20) + '"';
        for (int i = 1; i <= 20; i++) {
            node.broadcaster.noted(Node.draft("lobby", content, "", "").at(new Position("e", i), 0));
        }
        node.executor.runAll();

        assertThat(only(anna.socket(), "unsubscribed")).contains("unavailable");
        assertThat(node.channels.find("lobby")).isNull();
        assertThat(before.pendingBytes()).isLessThan(32 << 20);
    }
}
