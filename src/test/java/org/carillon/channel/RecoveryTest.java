package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.carillon.Position;
import org.carillon.protocol.Dialect;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private final Node node = new Node("carillon.channels",
            "lobby presence=off; short history=3 presence=off; none history=0 presence=off",
            "carillon.outbound.bytes", "65536", "carillon.limits.message", "65536");

    private Position publish(String channel, String content) {
        return node.service.publish(Node.draft(channel, content, "", "")).toCompletableFuture().join().position();
    }

    private static Optional<Position> since(Position known, long offset) {
        return Optional.of(new Position(known.epoch(), offset));
    }

    @Test
    void subscribe_sinceAPosition_bringsExactlyWhatFollowedIt() {
        publish("lobby", "1");
        Position second = publish("lobby", "2");
        publish("lobby", "3");
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "7", "lobby", since(second, 1), false);
        publish("lobby", "4");

        assertThat(anna.socket().texts()).hasSize(2);
        assertThat(anna.socket().texts().get(0)).startsWith("{\"type\":\"subscribed\",\"id\":7,")
                .contains("\"offset\":3,\"recovered\":true,\"messages\":[{").contains("\"content\":2}")
                .contains("\"content\":3}]}").doesNotContain("\"content\":1}");
        assertThat(anna.socket().texts().get(1)).contains("\"offset\":4,");
    }

    @Test
    void subscribe_sinceTheEnd_isRecoveredWithNothing() {
        Position end = publish("lobby", "1");
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "7", "lobby", Optional.of(end), false);

        assertThat(anna.socket().texts()).singleElement().asString()
                .endsWith("\"offset\":1,\"recovered\":true,\"messages\":[]}");
    }

    @Test
    void subscribe_sinceWhatIsDropped_isNotRecoveredAndGoesOnLive() {
        Position end = publish("short", "0");
        IntStream.range(1, 6).forEach(i -> publish("short", "" + i));
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "7", "short", since(end, 2), false);
        publish("short", "9");

        assertThat(anna.socket().texts().get(0)).endsWith("\"offset\":6,\"recovered\":false,\"messages\":[]}");
        assertThat(anna.socket().texts().get(1)).contains("\"offset\":7,");
    }

    @Test
    void subscribe_sinceAnotherEpochOrBeyondTheEnd_isNotRecovered() {
        Position end = publish("lobby", "1");
        for (Position since : List.of(new Position("other", 1), new Position(end.epoch(), 2))) {
            Node.Client anna = node.open("anna", Dialect.JSON);
            node.subscribe(anna, "7", "lobby", Optional.of(since), false);
            assertThat(anna.socket().texts()).singleElement().asString().contains("\"recovered\":false");
        }
    }

    @Test
    void subscribe_sinceWhatIsTooOld_isNotRecovered() {
        Position first = publish("lobby", "1");
        publish("lobby", "2");
        node.clock.advance(Duration.ofHours(25));
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "7", "lobby", Optional.of(first), false);

        assertThat(anna.socket().texts()).singleElement().asString().contains("\"recovered\":false");
    }

    @Test
    void subscribe_noLog_onlyTheEndIsRecovered() {
        Position first = publish("none", "1");
        Position second = publish("none", "2");
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "1", "none", Optional.of(first), false);
        node.subscribe(anna, "2", "none", Optional.of(second), false);

        assertThat(anna.socket().texts().get(0)).contains("\"recovered\":false");
        assertThat(anna.socket().texts().get(1)).contains("\"recovered\":true,\"messages\":[]");
    }

    @Test
    void subscribe_moreThanAPage_comesInPagesAsTheyLeaveAndLiveMessagesAfterThem() {
        Position known = publish("lobby", "0");
        IntStream.range(0, 50).forEach(i -> publish("lobby", '"' + "x".repeat(2000) + i + '"'));
        Node.Client anna = node.open("anna", Dialect.JSONL, FakeTransport.later());
        node.subscribe(anna, "7", "lobby", Optional.of(known), false);
        publish("lobby", "\"live\"");
        node.letLeave(anna);

        List<String> texts = anna.socket().texts();
        assertThat(texts.stream().filter(text -> text.contains("\"more\":true"))).hasSizeGreaterThan(1);
        String all = String.join("\n", texts);
        IntStream.range(0, 50).forEach(i -> assertThat(all).containsOnlyOnce("x" + i + '"'));
        assertThat(texts.get(texts.size() - 1)).endsWith("\"content\":\"live\"}");
        assertThat(anna.session().queue().closing()).isEmpty();
    }

    @Test
    void subscribe_unsubscribedWhilePagesWait_nothingFollows() {
        Position known = publish("lobby", "0");
        IntStream.range(0, 50).forEach(i -> publish("lobby", '"' + "x".repeat(2000) + i + '"'));
        Node.Client anna = node.open("anna", Dialect.JSONL, FakeTransport.later());
        node.subscribe(anna, "7", "lobby", Optional.of(known), false);
        node.service.unsubscribe(anna.session(), "8", "lobby");
        node.letLeave(anna);

        List<String> texts = anna.socket().texts();
        assertThat(texts.get(texts.size() - 1)).endsWith("{\"type\":\"unsubscribed\",\"id\":8,\"channel\":\"lobby\"}");
    }

    @Test
    void subscribe_againWhilePagesWait_theirOrderStays() {
        Position known = publish("lobby", "0");
        IntStream.range(0, 50).forEach(i -> publish("lobby", '"' + "x".repeat(2000) + i + '"'));
        Node.Client anna = node.open("anna", Dialect.JSONL, FakeTransport.later());
        node.subscribe(anna, "7", "lobby", Optional.of(known), false);
        publish("lobby", "\"live\"");
        node.subscribe(anna, "8", "lobby", false);
        node.letLeave(anna);

        String all = String.join("\n", anna.socket().texts());
        assertThat(all).endsWith("\"content\":\"live\"}").containsOnlyOnce("live").containsOnlyOnce("\"id\":8");
    }

    @Test
    void subscribe_restIsDroppedBetweenPages_theSubscriptionEndsWithACode() {
        Position known = publish("lobby", "0");
        IntStream.range(0, 90).forEach(i -> publish("lobby", '"' + "x".repeat(1000) + i + '"'));
        Node.Client anna = node.open("anna", Dialect.JSONL, FakeTransport.later());
        node.subscribe(anna, "7", "lobby", Optional.of(known), false);
        IntStream.range(0, 100).forEach(i -> publish("lobby", "\"new\""));
        node.letLeave(anna);

        String all = String.join("\n", anna.socket().texts());
        assertThat(all).endsWith(
                "{\"type\":\"unsubscribed\",\"channel\":\"lobby\",\"code\":\"unrecoverable\"}");
        assertThat(all).doesNotContain("new");
        assertThat(node.channels.find("lobby")).isNull();
    }
}
