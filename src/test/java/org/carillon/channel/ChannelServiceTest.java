package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.ChannelEvent;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;
import org.carillon.audit.Audit;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.limit.Refusals;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Metrics;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.Test;

class ChannelServiceTest {
    private final Node node = new Node(
            "carillon.channels", "lobby; room:*; open publish=all; news publish=portal; small message=10",
            "carillon.limits.channels", "3", "carillon.limits.message", "1024", "carillon.outbound.bytes", "1024",
            "carillon.outbound.pending", "1024");
    private final Node.Client anna = node.open("anna", Dialect.JSON);
    private ChannelService service = node.service;

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String remedy) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code)).hasMessageContaining(remedy);
    }

    private void subscribe(Node.Client client, String channel) {
        node.subscribe(client, "1", channel, false);
        node.executor.runAll();
    }

    @Test
    void subscribe_answered_beforeTheMessages() {
        node.publish("lobby", "1");
        subscribe(anna, "lobby");
        node.publish("lobby", "2");

        assertThat(anna.socket().messages()).hasSize(2);
        assertThat(anna.socket().messages().get(0))
                .startsWith("{\"type\":\"subscribed\",\"id\":1,\"channel\":\"lobby\"")
                .contains("\"offset\":1,").doesNotContain("members");
        assertThat(anna.socket().messages().get(1)).contains("\"offset\":2,");
    }

    @Test
    void subscribe_withPresence_listsTheMembersItselfIncluded() {
        subscribe(node.open("bert", Dialect.JSON), "lobby");
        node.subscribe(anna, "1", "lobby", true);

        assertThat(anna.socket().messages("subscribed")).singleElement().asString()
                .contains("\"user\":\"bert\"").contains("\"user\":\"anna\"");
    }

    @Test
    void subscribe_again_isAnsweredAndMessagesComeOnce() {
        subscribe(anna, "lobby");
        node.subscribe(anna, "2", "lobby", true);
        node.publish("lobby", "1");

        assertThat(anna.socket().messages("subscribed")).hasSize(2);
        assertThat(anna.socket().messages("message")).hasSize(1);
    }

    @Test
    void subscribe_channelNotDeclared_refused() {
        assertRefused(() -> subscribe(anna, "elsewhere"), ErrorCode.NO_SUCH_CHANNEL, "carillon.channels");
        assertThat(node.channels.find("elsewhere")).isNull();
    }

    @Test
    void subscribe_overTheLimit_refusedUntilOneIsLeft() {
        IntStream.range(0, 3).forEach(i -> subscribe(anna, "room:" + i));
        assertRefused(() -> subscribe(anna, "room:3"), ErrorCode.LIMIT, "at most 3");
        assertThat(node.channels.find("room:3")).isNull();
        subscribe(anna, "room:2");
        node.service.unsubscribe(anna.session(), "", "room:0");
        subscribe(anna, "room:3");

        assertThat(anna.socket().messages("subscribed")).hasSize(5);
    }

    @Test
    void welcomeToDefault_bareSession_welcomedThenMessagesWithoutAnAnswer() {
        Node.Client bare = node.open("bare", Dialect.BARE);
        node.service.welcomeToDefault(bare.session(), new ServerMessage.Ping());
        node.executor.runAll();
        node.publish("lobby", "1");

        assertThat(bare.socket().messages()).hasSize(2).first().isEqualTo("{\"type\":\"ping\"}");
        assertThat(bare.socket().messages("message")).hasSize(1);
    }

    @Test
    void unsubscribe_answered_nothingFollows() {
        subscribe(anna, "lobby");
        node.service.unsubscribe(anna.session(), "2", "lobby");
        node.publish("lobby", "1");

        assertThat(anna.socket().messages()).last().isEqualTo(
                "{\"type\":\"unsubscribed\",\"id\":2,\"channel\":\"lobby\"}");
    }

    @Test
    void unsubscribe_withoutId_isQuiet() {
        subscribe(anna, "lobby");
        node.service.unsubscribe(anna.session(), "", "lobby");

        assertThat(anna.socket().messages("unsubscribed")).isEmpty();
        assertThat(members("lobby")).isEmpty();
    }

    @Test
    void unsubscribe_notSubscribed_refused() {
        assertRefused(() -> node.service.unsubscribe(anna.session(), "", "lobby"), ErrorCode.NOT_SUBSCRIBED, "lobby");
    }

    @Test
    void publish_notSubscribed_refusedUnlessAllMay() {
        assertRefused(() -> node.publish(anna, "lobby", "1"), ErrorCode.NOT_SUBSCRIBED, "subscribe to 'lobby' first");
        assertThat(node.publish(anna, "open", "1").join().position().offset()).isEqualTo(1);
    }

    @Test
    void publish_onlyThePortalMay_refusedToASubscriber() {
        subscribe(anna, "news");
        assertRefused(() -> node.publish(anna, "news", "1"), ErrorCode.FORBIDDEN, "only the portal");
        node.publish("news", "2");

        assertThat(anna.socket().messages("message")).hasSize(1);
    }

    @Test
    void publish_channelNotDeclared_refusedToThePortalToo() {
        assertRefused(() -> node.publish("elsewhere", "1"), ErrorCode.NO_SUCH_CHANNEL, "elsewhere");
        assertRefused(() -> node.publish(anna, "elsewhere", "1"), ErrorCode.NO_SUCH_CHANNEL, "elsewhere");
    }

    @Test
    void publish_contentLargerThanThePolicyAllows_refusedByUtf8Bytes() {
        node.publish("small", "\"12345678\"");
        assertRefused(() -> node.publish("small", "\"123456789\""), ErrorCode.TOO_LARGE, "at most 10 bytes");
        assertRefused(() -> node.publish("small", "\"éééé1\""), ErrorCode.TOO_LARGE, "small");
    }

    @Test
    void publish_bytes_areMeasuredAsBytesNotAsBase64() {
        node.service.publish(bytes(9)).toCompletableFuture().join();
        assertRefused(() -> node.service.publish(bytes(13)), ErrorCode.TOO_LARGE, "small");
    }

    private static Draft bytes(int count) {
        return new Draft("small", Kind.MESSAGE, "portal", false, Content.bytes(new byte[count]), "", "");
    }

    @Test
    void publish_contentInParts_isRefusedByItsOwnLimit() {
        Node large = new Node("carillon.channels", "lobby; capped large=100; small message=10");
        Node.Client bob = large.subscribed("bob", Dialect.JSON, "lobby");
        large.subscribe(bob, "", "small", false);
        large.subscribe(bob, "", "capped", false);
        String most = '"' + "x".repeat(70_000) + '"';

        large.service.publish(bob.session(), Node.draft("lobby", most, "", ""), true).toCompletableFuture().join();
        assertThat(bob.socket().messages("message")).hasSize(1);
        assertRefused(() -> large.service.publish(bob.session(), Node.draft("lobby", most, "", ""), false),
                ErrorCode.TOO_LARGE, "65536");
        assertRefused(() -> large.service.publish(bob.session(), Node.draft("capped", most, "", ""), true),
                ErrorCode.TOO_LARGE, "65536");
        assertRefused(() -> large.service.publish(bob.session(), Node.draft("small", "12345678901", "", ""), true),
                ErrorCode.TOO_LARGE, "at most 10 bytes");
    }

    @Test
    void publish_moreThanCanBeHandedOn_refusedAndTakenAgainLater() {
        IntStream.range(0, 40).forEach(i -> subscribe(node.open("u" + i, Dialect.JSON), "lobby"));
        node.executor.runAll();
        String content = '"' + "x".repeat(500) + '"';
        IntStream.range(0, 2).forEach(i -> node.publish("lobby", content));
        assertRefused(() -> node.publish("lobby", content), ErrorCode.TOO_MANY, "slower");
        node.executor.runAll();

        node.publish("lobby", content);
        assertThat(ErrorCode.TOO_MANY.retry()).isTrue();
    }

    @Test
    void publish_sameKeyAgain_isADuplicateAndObserversHearOfItOnce() {
        Draft draft = Node.draft("lobby", "1", "", "key");
        node.service.publish(draft).toCompletableFuture().join();

        assertThat(node.service.publish(draft).toCompletableFuture().join().duplicate()).isTrue();
        assertThat(node.events.stream().filter(ChannelEvent.Published.class::isInstance)).hasSize(1);
    }

    private List<Member> members(String channel) {
        return node.presence.members(channel).toCompletableFuture().join();
    }

    @Test
    void members_notSubscribed_refusedToASessionNotToThePortal() {
        assertRefused(() -> node.service.members(anna.session(), "lobby"), ErrorCode.NOT_SUBSCRIBED, "lobby");
        assertRefused(() -> node.service.members("elsewhere"), ErrorCode.NO_SUCH_CHANNEL, "elsewhere");
        subscribe(anna, "lobby");

        assertThat(node.service.members(anna.session(), "lobby").toCompletableFuture().join())
                .extracting(Member::user).containsExactly("anna");
        assertThat(node.service.members("lobby").toCompletableFuture().join()).hasSize(1);
    }

    @Test
    void drop_sessionEnded_leavesAllChannelsAndMembersAfterTheGrace() {
        subscribe(anna, "lobby");
        subscribe(anna, "room:1");
        node.end(anna);
        assertThat(node.channels.find("lobby")).isNull();
        assertThat(members("room:1")).as("within the grace period").hasSize(1);
        node.clock.advance(Duration.ofSeconds(5));
        node.presence.sweep();

        assertThat(members("lobby")).isEmpty();
        assertThat(members("room:1")).isEmpty();
    }

    @Test
    void subscribe_sessionEndedBefore_leavesNothingBehind() {
        node.end(anna);
        subscribe(anna, "lobby");

        assertThat(node.channels.find("lobby")).isNull();
    }

    @Test
    void subscribe_sessionEndsMeanwhile_leavesNothingBehind() {
        Broker broker = new MemoryBroker(
                node.settings::retention, 1 << 20, node.settings.idempotency(), node.clock);
        ChannelRegistry interrupted = new ChannelRegistry(broker, new Metrics()) {
            @Override
            CompletionStage<Position> join(String name, ChannelPolicy policy, Subscription subscription) {
                node.sessions.close(anna.session(), 1006, "");
                service.drop(anna.session());
                return super.join(name, policy, subscription);
            }
        };
        Streams streams = new Streams(
                broker, interrupted, node.broadcaster, node.executor, node.settings, new Metrics());
        service = new ChannelService(node.settings, broker, interrupted, streams, node.presence, node.events::add,
                new Refusals(node.metrics, node.clock, Audit.off()), new ChannelRights(List.of()));
        service.subscribe(anna.session(), "1", "lobby", Optional.empty(), false).toCompletableFuture().join().run();
        assertThat(interrupted.find("lobby")).as("no dead session stays subscribed").isNull();
        node.clock.advance(Duration.ofSeconds(5));
        node.presence.sweep();
        assertThat(members("lobby")).isEmpty();
    }

    @Test
    void identityChanged_guestBecameUser_isAnotherMember() {
        Node.Client guest = node.open("guest:kim", Dialect.JSON);
        subscribe(guest, "lobby");
        Identity before = guest.session().who();
        node.sessions.signIn(guest.session(), new Identity("kim", Optional.empty(), Map.of("name", "Kim")));
        node.service.identityChanged(guest.session(), before);

        List<Member> members = node.service.members("lobby").toCompletableFuture().join();
        assertThat(members).extracting(Member::user).containsExactly("kim");
        assertThat(members.get(0).info()).containsEntry("name", "Kim");
    }

    @Test
    void subscribe_slowSession_closedAsSlowWhileOthersGoOn() {
        FakeTransport stuck = FakeTransport.later();
        Node.Client slow = node.open("slow", Dialect.JSONL, stuck);
        subscribe(slow, "lobby");
        subscribe(anna, "lobby");
        IntStream.range(0, 50).forEach(i -> node.publish("lobby", '"' + "x".repeat(100) + '"'));

        stuck.completeAll();
        assertThat(stuck.closes()).containsExactly(Disconnect.SLOW);
        assertThat(anna.socket().messages("message")).hasSize(50);
    }
}
