package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.audit.Audit;
import org.carillon.cluster.ControlMessage;
import org.carillon.cluster.memory.MemoryControlBus;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class ControlTest {
    private final ManualClock clock = new ManualClock();
    private final ManualExecutor executor = new ManualExecutor();
    private final Metrics metrics = new Metrics();
    private final List<String> rechecked = new ArrayList<>();
    private final Settings settings =
            TestSettings.of("carillon.drain.window", "0s", "carillon.node.name", "a");
    private final SessionRegistry sessions =
            new SessionRegistry(settings, event -> { }, metrics, new MemoryUsers(clock));
    private final Drain drain = new Drain(sessions, settings);
    private final Control control = new Control(
            new MemoryControlBus(), sessions, drain, new ThisNode(settings, clock), executor, metrics,
            session -> rechecked.add(session.id()),
            new Endings(new MemoryRevocations(1, clock), settings, clock), Audit.off());
    private int ids;

    private FakeTransport opened(String user, String login) {
        return opened(user, login, "");
    }

    private FakeTransport opened(String user, String login, String httpSession) {
        FakeTransport socket = FakeTransport.inline();
        ClientSession session =
                new ClientSession("s" + ids++, Format.of(Dialect.JSON), "::1", socket, settings, clock);
        session.under(httpSession);
        sessions.open(session);
        sessions.signIn(session, new Identity(user, Optional.empty(), Map.of(), login));
        session.welcome(List.of());
        return socket;
    }

    @Test
    void kick_twoSessionsOfTheUser_bothAreClosedAndNobodyElse() {
        FakeTransport one = opened("anna", "");
        FakeTransport two = opened("anna", "");
        FakeTransport other = opened("bert", "");
        control.send(new ControlMessage.Kick("anna"));

        assertThat(one.closes()).containsExactly(Disconnect.KICKED);
        assertThat(two.closes()).containsExactly(Disconnect.KICKED);
        assertThat(other.closes()).isEmpty();
    }

    @Test
    void endLogin_userWithTwoLogins_onlyThatOneIsClosed() {
        FakeTransport phone = opened("anna", "phone");
        FakeTransport desk = opened("anna", "desk");
        FakeTransport none = opened("anna", "");
        control.send(new ControlMessage.EndLogin("phone"));

        assertThat(phone.closes()).containsExactly(Disconnect.KICKED);
        assertThat(desk.closes()).isEmpty();
        assertThat(none.closes()).isEmpty();
    }

    @Test
    void logout_whatWasOpenedUnderTheHttpSessionOrByItsTicket_isClosed() {
        FakeTransport under = opened("anna", "", "http:1");
        FakeTransport guest = opened("guest:kim", "", "http:1");
        FakeTransport ticket = opened("anna", "http:1", "");
        FakeTransport other = opened("anna", "", "http:2");
        FakeTransport none = opened("anna", "", "");
        control.send(new ControlMessage.Logout("http:1"));

        for (FakeTransport socket : List.of(under, guest, ticket)) {
            assertThat(socket.closes()).containsExactly(Disconnect.LOGOUT);
        }
        assertThat(other.closes()).isEmpty();
        assertThat(none.closes()).isEmpty();
    }

    @Test
    void recheck_user_eachSessionIsJudgedByTheExecutor() {
        opened("anna", "");
        opened("bert", "");
        opened("anna", "");
        control.send(new ControlMessage.Recheck("anna"));

        assertThat(rechecked).isEmpty();
        executor.runAll();
        assertThat(rechecked).containsExactlyInAnyOrder("s0", "s2");
    }

    @Test
    void notify_user_isToldToEachSession() {
        FakeTransport socket = opened("anna", "");
        control.send(new ControlMessage.Notify("anna", 5, Content.json("{\"a\":1}")));

        assertThat(socket.messages("notification")).singleElement().asString()
                .contains("\"content\":{\"a\":1}").contains("\"time\":5").contains("\"sender\":\"portal\"");
    }

    @Test
    void drain_thisNode_refusesAtOnceAndClosesByTheExecutor() {
        FakeTransport socket = opened("anna", "");
        control.send(new ControlMessage.Drain("a"));

        assertThat(drain.draining()).isTrue();
        assertThat(socket.closes()).isEmpty();
        sessions.forEach(session -> sessions.close(session, 1001, ""));
        executor.runAll();
        control.send(new ControlMessage.Lift("a"));
        assertThat(drain.draining()).isFalse();
    }

    @Test
    void drain_anotherNode_isNotOurs() {
        control.send(new ControlMessage.Drain("b"));
        assertThat(drain.draining()).isFalse();

        control.send(new ControlMessage.Drain("a"));
        control.send(new ControlMessage.Lift("b"));
        assertThat(drain.draining()).isTrue();
    }

    @Test
    void lift_beforeTheSessionsAreClosed_leavesThem() {
        FakeTransport socket = opened("anna", "");
        control.send(new ControlMessage.Drain("a"));
        control.send(new ControlMessage.Lift("a"));
        executor.runAll();

        assertThat(socket.closes()).isEmpty();
    }
}
