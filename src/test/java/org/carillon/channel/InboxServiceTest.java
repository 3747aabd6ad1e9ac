package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.ChannelEvent;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.InboxEvent;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.protocol.Command;
import org.carillon.protocol.Dialect;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.Test;

class InboxServiceTest {
    private static final String INBOX = "inbox:bob";

    private Node node = new Node("carillon.inbox.messages", "3", "carillon.limits.message", "1024");
    private final Node.Client anna = node.reading("anna", "desk");

    private Broker.Receipt send(Node.Client from, String to, String content, String key, boolean receipt) {
        Command.Send command = new Command.Send("1", to, Content.json(content), key, receipt);
        return node.inboxes.send(from.session(), command).toCompletableFuture().join();
    }

    private Position send(String content) {
        return send(anna, "bob", content, "", false).position();
    }

    private static List<String> contents(Node.Client client) {
        return client.socket().messages("direct").stream()
                .map(text -> text.replaceFirst(".*\"content\":", "").replaceFirst("}$", "")).toList();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String remedy) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code)).hasMessageContaining(remedy);
    }

    @Test
    void send_userIsThere_reachesAllDevicesAtOnce() {
        Node.Client phone = node.reading("bob", "phone");
        Node.Client desk = node.reading("bob", "desk");
        Position position = send("{\"n\": 1}");

        for (Node.Client device : List.of(phone, desk)) {
            assertThat(device.socket().messages()).singleElement().asString()
                    .startsWith("{\"type\":\"direct\",\"channel\":\"inbox:bob\",\"epoch\":\"" + position.epoch())
                    .contains("\"offset\":1,\"sender\":\"anna\"").endsWith("\"content\":{\"n\": 1}}");
        }
        assertThat(anna.socket().messages()).isEmpty();
        assertThat(node.events).noneMatch(ChannelEvent.Published.class::isInstance);
    }

    @Test
    void open_userWasAway_getsWhatWaitsThenLiveMessages() {
        send("1");
        send("2");
        Node.Client phone = node.reading("bob", "phone");
        send("3");

        assertThat(contents(phone)).containsExactly("1", "2", "3");
        assertThat(phone.socket().messages("dropped")).isEmpty();
    }

    @Test
    void open_withoutReceipt_redelivers_withOneItDoesNot() {
        Node.Client phone = node.reading("bob", "phone");
        Position first = send("1");
        send("2");
        node.inboxes.received(phone.session(), INBOX, first);
        node.end(phone);

        assertThat(contents(node.reading("bob", "phone"))).as("confirmed the first").containsExactly("2");
        assertThat(contents(node.reading("bob", "desk"))).as("confirmed nothing").containsExactly("1", "2");
        assertThat(contents(node.reading("bob", ""))).as("has no name").containsExactly("1", "2");
    }

    @Test
    void received_lessThanBefore_doesNotMoveBack() {
        Node.Client phone = node.reading("bob", "phone");
        Position first = send("1");
        Position second = send("2");
        node.inboxes.received(phone.session(), INBOX, second);
        node.inboxes.received(phone.session(), INBOX, first);

        assertThat(node.cursors.find("bob", "phone").toCompletableFuture().join()).contains(second);
    }

    @Test
    void open_logDroppedSomeBehindTheCursor_saysHowManyThenTheRest() {
        Node.Client phone = node.reading("bob", "phone");
        Position first = send("1");
        node.inboxes.received(phone.session(), INBOX, first);
        node.end(phone);
        IntStream.rangeClosed(2, 6).forEach(i -> send("" + i));
        Node.Client back = node.reading("bob", "phone");

        assertThat(back.socket().messages()).hasSize(4).first().isEqualTo("{\"type\":\"dropped\",\"channel\":"
                + "\"inbox:bob\",\"epoch\":\"" + first.epoch() + "\",\"offset\":3,\"count\":2}");
        assertThat(contents(back)).containsExactly("4", "5", "6");
    }

    @Test
    void open_deviceWithoutCursor_getsWhatIsHeldWithoutDropped() {
        IntStream.rangeClosed(1, 5).forEach(i -> send("" + i));
        Node.Client phone = node.reading("bob", "phone");

        assertThat(phone.socket().messages("dropped")).isEmpty();
        assertThat(contents(phone)).containsExactly("3", "4", "5");
    }

    @Test
    void open_cursorOfAnotherEpoch_saysDroppedWithoutNumberAndBringsAll() {
        node.cursors.advance("bob", "phone", new Position("old", 70));
        send("1");
        Node.Client phone = node.reading("bob", "phone");

        assertThat(phone.socket().messages("dropped")).singleElement().asString()
                .contains("\"offset\":0,\"count\":0}").doesNotContain("old");
        assertThat(contents(phone)).containsExactly("1");
    }

    @Test
    void open_inboxKeepsNothing_bringsLiveMessagesAlone() {
        node = new Node("carillon.inbox.messages", "0");
        send("1");
        Node.Client phone = node.reading("bob", "phone");
        send("2");

        assertThat(contents(phone)).containsExactly("2");
    }

    @Test
    void open_moreThanAPage_comesAsItLeavesAndLiveMessagesAfter() {
        node = new Node("carillon.outbound.bytes", "65536", "carillon.inbox.bytes", "10000000");
        String text = "x".repeat(10_000);
        IntStream.range(0, 20).forEach(i -> send('"' + text + i + '"'));
        Node.Client phone = node.reading("bob", "phone", FakeTransport.later());
        assertThat(phone.socket().messages().size()).isLessThan(20);
        send("\"live\"");
        node.letLeave(phone);

        assertThat(contents(phone)).hasSize(21).last().isEqualTo("\"live\"");
        assertThat(contents(phone).get(19)).endsWith("x19\"");
        assertThat(phone.session().queue().closing()).isEmpty();
    }

    @Test
    void open_restIsDroppedBetweenPages_saysHowManyAndGoesOn() {
        node = new Node("carillon.outbound.bytes", "65536", "carillon.inbox.messages", "20",
                "carillon.inbox.bytes", "10000000");
        String text = "x".repeat(10_000);
        IntStream.range(0, 20).forEach(i -> send('"' + text + i + '"'));
        Node.Client phone = node.reading("bob", "phone", FakeTransport.later());
        IntStream.range(0, 18).forEach(i -> send("" + i));
        node.letLeave(phone);

        assertThat(phone.socket().messages("dropped")).singleElement().asString().contains("\"offset\":18,");
        assertThat(contents(phone)).last().isEqualTo("17");
        assertThat(contents(phone).stream().filter(content -> content.endsWith("x18\""))).hasSize(1);
        long told = phone.socket().messages("direct").size();
        assertThat(phone.socket().messages("dropped").get(0)).contains("\"count\":" + (38 - told) + '}');
    }

    @Test
    void open_guest_hasNoInbox() {
        Node.Client guest = node.reading("guest:kim", "phone");

        assertThat(node.channels.find("inbox:guest:kim")).isNull();
        assertThat(guest.socket().messages()).isEmpty();
    }

    @Test
    void drop_sessionEnded_leavesNothingBehind() {
        Node.Client phone = node.reading("bob", "phone");
        assertThat(node.channels.find(INBOX)).isNotNull();
        node.end(phone);
        assertThat(node.channels.find(INBOX)).isNull();
        node.inboxes.open(phone.session(), "phone").toCompletableFuture().join().run();

        assertThat(node.channels.find(INBOX)).as("opened when it had ended").isNull();
        assertThat(node.metrics.scrape()).contains("carillon_inboxes 1.0").contains("carillon_channels 0.0");
    }

    @Test
    void send_sameKeyAgain_isADuplicatePerSender() {
        Node.Client carl = node.reading("carl", "");
        assertThat(send(anna, "bob", "1", "k", false).duplicate()).isFalse();
        assertThat(send(anna, "bob", "1", "k", false).duplicate()).isTrue();
        assertThat(send(carl, "bob", "1", "k", false).duplicate()).isFalse();
        assertThatThrownBy(() -> send(anna, "bob", "2", "k", false)).hasRootCauseInstanceOf(RefusedException.class);
    }

    @Test
    void send_whereItIsNotAllowed_refused() {
        Node.Client guest = node.open("guest:kim", Dialect.JSON);
        assertRefused(() -> send(guest, "bob", "1", "", false), ErrorCode.FORBIDDEN, "sign in");
        assertRefused(() -> send(anna, "guest:kim", "1", "", false), ErrorCode.FORBIDDEN, "guest:kim");
        assertRefused(() -> send(anna, "portal", "1", "", false), ErrorCode.FORBIDDEN, "portal");
        assertRefused(() -> node.inboxes.send("guest:kim", Content.json("1")), ErrorCode.FORBIDDEN, "guest:kim");
        assertRefused(() -> node.inboxes.send("", Content.json("1")), ErrorCode.MALFORMED, "1 to 240");
        assertRefused(() -> node.inboxes.send("x".repeat(241), Content.json("1")), ErrorCode.MALFORMED, "1 to 240");
        String large = '"' + "x".repeat(1024) + '"';
        assertRefused(() -> send(anna, "bob", large, "", false), ErrorCode.TOO_LARGE, "at most 1024 bytes");
    }

    @Test
    void send_onlyThePortalMay_refusedToUsersAlone() {
        node = new Node("carillon.inbox.send", "portal");
        assertRefused(() -> send("1"), ErrorCode.FORBIDDEN, "carillon.inbox.send");
        node.inboxes.send("bob", Content.json("2")).toCompletableFuture().join();

        assertThat(contents(node.reading("bob", ""))).containsExactly("2");
    }

    @Test
    void received_firstDevice_givesTheSenderOneReceipt() {
        Node.Client phone = node.reading("bob", "phone");
        Node.Client desk = node.reading("bob", "desk");
        send("1");
        Position tracked = send(anna, "bob", "2", "", true).position();
        node.inboxes.received(phone.session(), INBOX, tracked);
        node.inboxes.received(desk.session(), INBOX, tracked);

        assertThat(anna.socket().messages()).singleElement().asString()
                .startsWith("{\"type\":\"receipt\",\"channel\":\"inbox:anna\"").contains("\"sender\":\"bob\"")
                .endsWith("\"content\":{\"to\":\"bob\",\"epoch\":\"" + tracked.epoch() + "\",\"offset\":2}}");
        assertThat(node.events).filteredOn(InboxEvent.Received.class::isInstance)
                .containsExactly(new InboxEvent.Received("bob", "phone", tracked));
    }

    @Test
    void received_senderIsAway_getsTheReceiptWhenItReturns_andItHasNoneItself() {
        Node.Client phone = node.reading("bob", "phone");
        Position tracked = send(anna, "bob", "1", "", true).position();
        node.end(anna);
        node.inboxes.received(phone.session(), INBOX, tracked);
        Node.Client back = node.reading("anna", "desk");
        assertThat(back.socket().messages("receipt")).hasSize(1);
        String epoch = back.socket().messages("receipt").get(0).replaceFirst(".*?\"epoch\":\"(\\w+)\".*", "$1");
        node.inboxes.received(back.session(), "inbox:anna", new Position(epoch, 1));

        assertThat(phone.socket().messages("receipt")).isEmpty();
    }

    @Test
    void received_notOnesOwnInbox_refused() {
        Position position = send("1");
        Node.Client guest = node.reading("guest:kim", "");
        assertRefused(() -> node.inboxes.received(anna.session(), INBOX, position), ErrorCode.FORBIDDEN, "anna");
        assertRefused(() -> node.inboxes.received(anna.session(), "lobby", position), ErrorCode.FORBIDDEN, "lobby");
        assertRefused(() -> node.inboxes.received(guest.session(), INBOX, position), ErrorCode.FORBIDDEN, "guest");
    }

    @Test
    void received_whatWasNotSent_refusedNamingBoth() {
        Node.Client phone = node.reading("bob", "phone");
        Position sent = send("1");
        assertRefused(() -> node.inboxes.received(phone.session(), INBOX, new Position(sent.epoch(), 2)),
                ErrorCode.MALFORMED, "'" + sent.epoch() + "' and 2, but");
        assertRefused(() -> node.inboxes.received(phone.session(), INBOX, new Position("other", 1)),
                ErrorCode.MALFORMED, "'" + sent.epoch() + "' and 1");

        assertThat(node.cursors.find("bob", "phone").toCompletableFuture().join()).isEmpty();
    }

    @Test
    void received_whilePagesWait_onlyWhatWasToldCounts() {
        node = new Node("carillon.outbound.bytes", "65536", "carillon.inbox.bytes", "10000000");
        IntStream.range(0, 20).forEach(i -> send('"' + "x".repeat(10_000) + '"'));
        Node.Client phone = node.reading("bob", "phone", FakeTransport.later());
        Position last = send("1");
        assertRefused(() -> node.inboxes.received(phone.session(), INBOX, last), ErrorCode.MALFORMED, "and 21");
        node.letLeave(phone);
        node.inboxes.received(phone.session(), INBOX, last);

        assertThat(node.cursors.find("bob", "phone").toCompletableFuture().join()).contains(last);
    }

    @Test
    void channels_namedLikeAnInbox_cannotBeUsed() {
        Node.Client phone = node.reading("bob", "phone");
        assertRefused(() -> node.subscribe(phone, "", INBOX, true), ErrorCode.FORBIDDEN, "inbox");
        assertRefused(() -> node.publish(phone, INBOX, "1"), ErrorCode.FORBIDDEN, "inbox");
        assertRefused(() -> node.service.unsubscribe(phone.session(), "", INBOX), ErrorCode.FORBIDDEN, "inbox");
        assertRefused(() -> node.service.members(phone.session(), INBOX), ErrorCode.FORBIDDEN, "inbox");
        assertRefused(() -> node.publish(INBOX, "1"), ErrorCode.FORBIDDEN, "inbox");
        send("1");

        assertThat(contents(phone)).containsExactly("1");
    }
}
