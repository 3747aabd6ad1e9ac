package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.cluster.Range;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.ServerMessage;
import org.carillon.testing.FakeTransport;
import org.junit.jupiter.api.Test;

/** Subscriptions that follow each other before the log has answered. */
class RecoveryAgainTest {
    private LateBroker broker;
    private final Node node = new Node(memory -> {
        broker = new LateBroker(memory);
        return broker;
    }, "carillon.channels", "lobby presence=off; room:* presence=off", "carillon.outbound.flight", "1024");
    private final Node.Client anna = node.open("anna", Dialect.JSON);

    private Position publish(int count) {
        IntStream.range(0, count).forEach(i -> node.publish("lobby", '"' + "x".repeat(200) + '"'));
        return node.service.publish(Node.draft("lobby", "\"last\"", "", "")).toCompletableFuture().join().position();
    }

    private void subscribe(String id, Optional<Position> since) {
        anna.session().reply(node.service.subscribe(anna.session(), id, "lobby", since, false), (answer, failure) -> {
            if (answer == null) {
                anna.session().send(new ServerMessage.Refusal(id, ErrorCode.UNAVAILABLE, String.valueOf(failure)));
            } else {
                answer.run();
            }
        });
    }

    @Test
    void subscribe_sinceTwiceBeforeTheLogAnswers_bothAreAnswered() {
        Position last = publish(0);
        broker.late(true);
        subscribe("1", Optional.of(last));
        subscribe("2", Optional.of(last));
        broker.answer();
        broker.answer();
        node.publish("lobby", "1");

        assertThat(anna.socket().messages("subscribed")).hasSize(2).first().asString().contains("\"id\":1,");
        assertThat(anna.socket().messages("message")).hasSize(1);
    }

    @Test
    void subscribe_againWhileAnEarlierRecoveryFails_staysSubscribed() {
        Position last = publish(20);
        subscribe("1", Optional.of(new Position(last.epoch(), 0)));
        broker.late(true);
        node.executor.runOne();
        subscribe("2", Optional.of(last));
        broker.refuse(1);
        broker.answer();
        node.publish("lobby", "1");

        assertThat(anna.socket().messages("subscribed")).last().asString().contains("\"id\":2,\"channel\":\"lobby\"");
        assertThat(anna.socket().messages()).last().asString().contains("\"offset\":22,");
    }

    @Test
    void subscribe_againIsRefusedWhileAnEarlierRecoveryGoesOn_endsThatToo() {
        Position last = publish(20);
        subscribe("1", Optional.of(new Position(last.epoch(), 0)));
        broker.late(true);
        node.executor.runOne();
        subscribe("2", Optional.of(last));
        broker.answer();
        broker.refuse(1);
        broker.late(false);
        node.executor.runAll();
        node.publish("lobby", "1");
        node.executor.runAll();

        assertThat(anna.socket().messages()).last().asString().contains("\"error\",\"id\":2,");
        assertThat(node.channels.find("lobby")).isNull();
    }

    @Test
    void subscribe_logFailsBetweenPages_endsWithTheReason() {
        Position last = publish(20);
        subscribe("1", Optional.of(new Position(last.epoch(), 0)));
        broker.late(true);
        node.executor.runOne();
        broker.refuse(1);
        node.publish("lobby", "1");

        assertThat(anna.socket().messages()).last()
                .isEqualTo("{\"type\":\"unsubscribed\",\"channel\":\"lobby\",\"code\":\"unavailable\"}");
        assertThat(node.channels.find("lobby")).isNull();
    }

    @Test
    void subscribe_againAfterOneThatWillBeRefused_isRefusedToo() {
        Position last = publish(0);
        broker.late(true);
        subscribe("1", Optional.of(last));
        subscribe("2", Optional.empty());
        broker.refuse(1);

        assertThat(anna.socket().messages("subscribed")).isEmpty();
        assertThat(anna.socket().messages("error")).hasSize(2).last().asString().contains("subscribe again");
    }

    @Test
    void subscribe_sinceAnyNumber_isAnswered() {
        Position last = publish(5);
        for (long offset : new long[] {7, 1L << 31, 1L << 32, (1L << 53) - 1}) {
            subscribe("1", Optional.of(new Position(last.epoch(), offset)));
        }
        assertThat(anna.socket().messages("subscribed")).hasSize(4).allMatch(text -> text.contains(":false"));
    }

    @Test
    void subscribe_manyChannelsThatAreReadBeforeAnyIsTold_noneIsTooMuch() {
        LateBroker[] late = new LateBroker[1];
        Node small = new Node(memory -> {
            late[0] = new LateBroker(memory);
            return late[0];
        }, "carillon.channels", "lobby; room:* presence=off", "carillon.limits.message", "1024",
                "carillon.outbound.bytes", "8000", "carillon.outbound.flight", "8000");
        Node.Client bert = small.open("bert", Dialect.JSON, FakeTransport.later());
        IntStream.range(0, 80).forEach(i -> small.publish("room:" + i % 8, '"' + "x".repeat(700) + '"'));
        for (int i = 0; i < 8; i++) {
            late[0].late(false);
            Position end = late[0].read("room:" + i, Range.none()).toCompletableFuture().join().position();
            late[0].late(true);
            Optional<Position> since = Optional.of(new Position(end.epoch(), 0));
            bert.session().reply(small.service.subscribe(bert.session(), "1", "room:" + i, since, false),
                    (answer, failure) -> answer.run());
        }
        IntStream.range(0, 8).forEach(i -> late[0].answer());
        late[0].late(false);
        small.letLeave(bert);

        assertThat(bert.socket().closes()).isEmpty();
        assertThat(bert.socket().messages()).filteredOn(text -> !text.contains("\"more\"")).hasSize(8);
    }

    @Test
    void subscribe_executorFullAndSendsOverAtOnce_anyNumberOfPagesNeedsNoDeeperStack() {
        Node full = new Node("carillon.channels", "lobby history=20000 history.bytes=10000000 presence=off",
                "carillon.outbound.flight", "1024");
        IntStream.range(0, 20_000).forEach(i -> full.publish("lobby", "" + i));
        Node.Client bert = full.open("bert", Dialect.JSONL);
        Position end = full.service.publish(Node.draft("lobby", "2", "", "")).toCompletableFuture().join().position();
        full.executor.fill();
        Optional<Position> since = Optional.of(new Position(end.epoch(), 1));
        full.subscribe(bert, "1", "lobby", since, false);

        assertThat(bert.socket().messages()).hasSize(10_000).last().asString().doesNotContain("more");
    }

    @Test
    void subscribe_longNames_pagesStayWithinTheRoom() {
        String channel = "ü".repeat(250);
        Node small = new Node("carillon.channels", "lobby; ü* presence=off", "carillon.limits.message", "1024",
                "carillon.outbound.bytes", "8000", "carillon.outbound.flight", "8000");
        IntStream.range(0, 90).forEach(i -> small.publish(channel, "1"));
        Node.Client bert = small.open("bert", Dialect.JSONL);
        Position end = small.service.publish(Node.draft(channel, "2", "", "")).toCompletableFuture().join()
                .position();
        small.subscribe(bert, "1", channel, Optional.of(new Position(end.epoch(), 0)), false);
        small.letLeave(bert);

        assertThat(bert.socket().closes()).isEmpty();
        assertThat(bert.socket().frames()).allSatisfy(frame -> assertThat(frame.bytes()).isLessThan(9000));
        assertThat(bert.socket().messages()).last().asString().contains("\"content\":2}").doesNotContain("more");
    }
}
