package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.carillon.Content;
import org.carillon.Member;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a {@link Broker} and a {@link PresenceStore} must do together: whoever follows is told who comes and goes. */
public abstract class MemberNewsContract {
    private final List<String> news = Collections.synchronizedList(new ArrayList<>());
    private Engine engine;

    /** A broker and a store of members that belong together. */
    public record Engine(Broker broker, PresenceStore members) {}

    /** A new engine without streams and members. */
    protected abstract Engine create();

    @BeforeEach
    void listen() {
        engine = create();
        engine.broker.listen(new Broker.Listener() {
            @Override
            public void noted(Publication publication) {
                news.add("" + publication.position().offset());
            }

            @Override
            public void noted(MemberChange change) {
                news.add((change.joined() ? "+" : "-") + change.member());
            }

            @Override
            public void flush(String channel) {}

            @Override
            public void broken(String channel) {
                news.add("broken");
            }
        });
    }

    private static Member member(String user, String... sessions) {
        return new Member(user, true, Instant.parse("2030-01-01T00:00:00Z"), Map.of("name", "\u00c4nna"),
                List.of(sessions));
    }

    private void publish(String channel) {
        engine.broker.publish(new Draft(channel, Kind.CHAT, "anna", false, Content.json("1"), "", ""))
                .toCompletableFuture().join();
    }

    private void add(String channel, Member member) {
        engine.members.add(channel, member).toCompletableFuture().join();
    }

    private void remove(String channel, String user, String session) {
        engine.members.remove(channel, user, session).toCompletableFuture().join();
    }

    private void follow(String channel) {
        engine.broker.follow(channel).toCompletableFuture().join();
    }

    private void awaitNews(String... expected) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> news.size() >= expected.length);
        assertThat(news).containsExactly(expected);
    }

    @Test
    void change_followed_isToldInOrderWithPublicationsAndTakesNoPosition() {
        follow("a");
        publish("a");
        add("a", member("anna", "s1"));
        publish("a");
        remove("a", "anna", "s1");
        publish("a");

        awaitNews("1", "+" + member("anna", "s1"), "2", "-" + member("anna", "s1"), "3");
    }

    @Test
    void change_notTheFirstOrLastSession_isNotTold() {
        follow("a");
        add("a", member("anna", "s1"));
        add("a", member("anna", "s2"));
        remove("a", "anna", "s1");
        publish("a");

        awaitNews("+" + member("anna", "s1"), "1");
    }

    @Test
    void change_notFollowedOrElsewhere_isNotTold() {
        add("a", member("anna", "s1"));
        follow("a");
        add("b", member("bert", "s2"));
        remove("a", "nobody", "s1");
        publish("a");

        awaitNews("1");
    }
}
