package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.ChannelRules.Act;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.ServerMessage;
import org.junit.jupiter.api.Test;

class ChannelRightsTest {
    private final Node node = new Node("carillon.channels", "lobby; staff subscribe=role:staff; "
            + "news publish=role:editor|chief presence=role:chief read=role:editor; club subscribe=user; "
            + "own:{user}:*; hidden subscribe=none; default subscribe=user", "carillon.channels.default", "default");
    private final Node.Client anna = node.open("anna", Dialect.JSON);
    private final Node.Client kim = node.open("guest:kim", Dialect.JSON);

    private void roles(String... roles) {
        node.sessions.signIn(anna.session(),
                new Identity("anna", Optional.empty(), Map.of(), "", Set.of(roles)));
    }

    private void subscribe(Node.Client client, String channel) {
        node.subscribe(client, "1", channel, false);
        node.executor.runAll();
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void subscribe_role_onlyWithIt() {
        assertForbidden(() -> subscribe(anna, "staff"));
        roles("other", "Staff");
        assertForbidden(() -> subscribe(anna, "staff"));
        roles("staff");
        subscribe(anna, "staff");

        assertThat(anna.socket().messages("subscribed")).hasSize(1);
        assertThat(node.channels.find("hidden")).isNull();
        assertForbidden(() -> subscribe(anna, "hidden"));
    }

    @Test
    void subscribe_refused_saysNothingOfTheSetting() {
        assertThatThrownBy(() -> subscribe(anna, "staff")).hasMessage("you may not subscribe to 'staff'");
    }

    @Test
    void subscribe_user_noGuest() {
        assertForbidden(() -> subscribe(kim, "club"));
        subscribe(anna, "club");
        assertThat(anna.socket().messages("subscribed")).hasSize(1);
    }

    @Test
    void ownChannel_anotherUser_mayDoNothing() {
        subscribe(anna, "own:anna:1");
        assertForbidden(() -> subscribe(anna, "own:bert:1"));
        assertForbidden(() -> subscribe(anna, "own:bert:anna:1"));
        assertForbidden(() -> node.publish(anna, "own:bert:1", "1"));
        assertForbidden(() -> node.service.members(anna.session(), "own:bert:1"));
        assertForbidden(() -> subscribe(kim, "own:guest:kim"));
        assertThatCode(() -> node.publish("own:bert:1", "1")).doesNotThrowAnyException();
    }

    @Test
    void publishPresenceAndLog_eachByItsOwnRoles() {
        HistoryQuery log = new HistoryQuery("news", Optional.empty(), Optional.empty(), 5);
        subscribe(anna, "news");
        assertForbidden(() -> node.publish(anna, "news", "1"));
        assertForbidden(() -> node.service.history(anna.session(), log));
        assertForbidden(() -> node.service.members(anna.session(), "news"));
        assertForbidden(() -> node.subscribe(anna, "2", "news", true));
        roles("editor");
        node.publish(anna, "news", "1").join();
        assertThat(node.service.history(anna.session(), log).toCompletableFuture().join().publications()).hasSize(1);
        assertForbidden(() -> node.service.members(anna.session(), "news"));
        roles("chief");
        assertThat(node.service.members(anna.session(), "news").toCompletableFuture().join()).hasSize(1);
    }

    @Test
    void welcomeToDefault_bareSessionThatMayNotBeThere_isWelcomedAlone() {
        Node.Client bare = node.open("guest:bare", Dialect.BARE);
        node.service.welcomeToDefault(bare.session(), new ServerMessage.Ping());
        node.executor.runAll();
        node.publish("default", "1");

        assertThat(bare.socket().messages()).containsExactly("{\"type\":\"ping\"}");
    }

    @Test
    void recheck_rolesGone_endsOnlyWhatIsNoLongerAllowed() {
        roles("staff", "chief");
        subscribe(anna, "staff");
        subscribe(anna, "lobby");
        node.subscribe(anna, "2", "news", true);
        roles("chief");
        node.service.recheck(anna.session());
        node.executor.runAll();
        node.publish("staff", "1");
        node.publish("lobby", "2");

        assertThat(anna.socket().messages("unsubscribed"))
                .containsExactly("{\"type\":\"unsubscribed\",\"channel\":\"staff\",\"code\":\"forbidden\"}");
        assertThat(anna.socket().messages("message")).singleElement().asString().contains("lobby");
        assertThat(node.service.members("staff").toCompletableFuture().join()).isEmpty();
        roles();
        node.service.recheck(anna.session());
        assertThat(anna.socket().messages("unsubscribed")).hasSize(2).last().asString().contains("news");
    }

    @Test
    void rules_andPolicies_mustBothAgree() {
        node.rules.add((who, act, channel) -> act != Act.PUBLISH || who.user().equals("anna"));
        Node.Client bert = node.open("bert", Dialect.JSON);
        subscribe(anna, "lobby");
        subscribe(bert, "lobby");
        node.publish(anna, "lobby", "1").join();

        assertForbidden(() -> node.publish(bert, "lobby", "1"));
        assertForbidden(() -> subscribe(bert, "staff"));
        assertThatCode(() -> node.publish("lobby", "2")).as("the portal is not asked").doesNotThrowAnyException();
    }

    @Test
    void rules_exception_meansNo() {
        node.rules.add((who, act, channel) -> {
            throw new IllegalStateException("rules of the test");
        });
        assertForbidden(() -> subscribe(anna, "lobby"));
    }

    @Test
    void prompt_withRules_never() {
        node.rules.add((who, act, channel) -> true);
        assertThat(node.service.prompt("lobby")).isFalse();
    }

    @Test
    void recheck_rulesSayNoNow_endsTheSubscription() {
        boolean[] open = {true};
        node.rules.add((who, act, channel) -> open[0]);
        subscribe(anna, "lobby");
        open[0] = false;
        node.service.recheck(anna.session());

        assertThat(anna.socket().messages("unsubscribed")).singleElement().asString().contains("forbidden");
        assertThat(node.channels.find("lobby")).isNull();
    }

    @Test
    void recheck_whileASessionSubscribes_judgesThatToo() {
        boolean[] open = {true};
        Node.Client bert = node.open("bert", Dialect.JSON);
        node.rules.add((who, act, channel) -> {
            boolean answer = open[0];
            if (answer && who.user().equals("anna")) { // the portal changes its mind right after it was asked
                open[0] = false;
                node.service.recheck(bert.session());
            }
            return answer;
        });
        node.service.subscribe(anna.session(), "1", "lobby", Optional.empty(), false);

        assertThat(node.channels.find("lobby")).isNull();
    }
}
