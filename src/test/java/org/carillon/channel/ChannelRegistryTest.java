package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.carillon.Position;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.protocol.Dialect;
import org.junit.jupiter.api.Test;

class ChannelRegistryTest {
    /** Without members, whose changes would be handed to the executor. */
    private static final String[] QUIET = {"carillon.channels", "lobby presence=off"};

    /** A broker at which something happens the very moment that a channel is followed. */
    private record Meanwhile(Broker real, Consumer<Broker> happening) implements Broker {
        @Override
        public void listen(Listener listener) {
            real.listen(listener);
        }

        @Override
        public CompletionStage<Receipt> publish(Draft draft) {
            return real.publish(draft);
        }

        @Override
        public CompletionStage<Position> follow(String channel) {
            return real.follow(channel).thenApply(position -> {
                happening.accept(real);
                return position;
            });
        }

        @Override
        public CompletionStage<Slice> read(String channel, Range range) {
            return real.read(channel, range);
        }

        @Override
        public void unfollow(String channel) {
            real.unfollow(channel);
        }
    }

    private static String offset(long offset) {
        return "\"offset\":" + offset + ",";
    }

    @Test
    void join_publishedTheMomentTheStreamIsFollowed_nothingIsMissed() {
        Node node = new Node(broker -> new Meanwhile(broker,
                real -> real.publish(Node.draft("lobby", "\"meanwhile\"", "", ""))), QUIET);
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "1", "lobby", false);
        node.publish("lobby", "\"later\"");

        assertThat(anna.socket().messages("subscribed")).singleElement().asString().contains(offset(1));
        assertThat(anna.socket().messages("message")).singleElement().asString().contains(offset(2));
    }

    @Test
    void join_notedButNotYetHandedOnWhileTheStreamIsFollowed_isHandedOn() {
        Broker.Listener[] listener = new Broker.Listener[1];
        Node node = new Node(broker -> new Meanwhile(broker, real -> listener[0].noted(
                Node.draft("lobby", "\"noted\"", "", "").at(new Position("e", 1), 0))), QUIET);
        listener[0] = node.broadcaster;
        Node.Client anna = node.open("anna", Dialect.JSON);
        node.subscribe(anna, "1", "lobby", false);
        node.broadcaster.flush("lobby");

        assertThat(anna.socket().messages("message")).singleElement().asString().contains("noted");
    }

    @Test
    void join_brokerFails_takesNoneOfTheChannelsThatASessionMayHave() {
        boolean[] fails = {true};
        Node node = new Node(broker -> new Meanwhile(broker, real -> {
            if (fails[0]) {
                throw new IllegalStateException("no connection");
            }
        }), "carillon.channels", "lobby presence=off; other presence=off", "carillon.limits.channels", "1");
        Node.Client anna = node.open("anna", Dialect.JSON);
        assertThatThrownBy(() -> node.subscribe(anna, "1", "other", false))
                .hasCauseInstanceOf(IllegalStateException.class);
        fails[0] = false;
        node.subscribe(anna, "2", "lobby", false);

        assertThat(anna.socket().messages("subscribed")).hasSize(1);
    }

    @Test
    void join_brokerFails_isAsBefore() {
        boolean[] fails = {true};
        Node node = new Node(broker -> new Meanwhile(broker, real -> {
            if (fails[0]) {
                throw new IllegalStateException("no connection");
            }
        }), QUIET);
        Node.Client anna = node.open("anna", Dialect.JSON);
        assertThatThrownBy(() -> node.subscribe(anna, "1", "lobby", false))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(node.channels.find("lobby")).isNull();
        fails[0] = false;
        node.subscribe(anna, "2", "lobby", false);
        node.publish("lobby", "1");

        assertThat(anna.socket().messages("message")).hasSize(1);
    }

    @Test
    void leave_last_channelIsGoneAndFollowedAnewWithItsPosition() {
        Node node = new Node(QUIET);
        Node.Client anna = node.subscribed("anna", Dialect.JSON, "lobby");
        node.publish("lobby", "1");
        node.service.unsubscribe(anna.session(), "", "lobby");
        assertThat(node.channels.find("lobby")).isNull();
        node.publish("lobby", "2");
        node.subscribe(anna, "", "lobby", false);
        node.publish("lobby", "3");

        assertThat(anna.socket().messages("subscribed")).last().asString().contains(offset(2));
        assertThat(anna.socket().messages("message")).hasSize(2).last().asString().contains(offset(3));
    }

    @Test
    void leave_notTheLast_othersGoOn() {
        Node node = new Node(QUIET);
        Node.Client anna = node.subscribed("anna", Dialect.JSON, "lobby");
        Node.Client bert = node.subscribed("bert", Dialect.JSON, "lobby");
        node.service.unsubscribe(anna.session(), "", "lobby");
        node.publish("lobby", "1");

        assertThat(anna.socket().messages("message")).isEmpty();
        assertThat(bert.socket().messages("message")).hasSize(1);
    }
}
