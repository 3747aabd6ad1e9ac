package org.carillon.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.BeanManager;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.node.ContentWriter;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.session.ClientSession;
import org.carillon.session.SessionRegistry;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls with the real container of beans, on a clock and an executor that the test moves. */
class CallServiceTest {
    private static SeContainer container;

    private final ManualClock clock = new ManualClock();
    private final ManualExecutor executor = new ManualExecutor();
    private final Metrics metrics = new Metrics();
    private final Settings settings = TestSettings.of("carillon.call.session", "2", "carillon.limits.message", "1024");
    private final SessionRegistry sessions = new SessionRegistry(settings, event -> { }, metrics,
            new MemoryUsers(clock));
    private final CallService service = new CallService(settings,
            new Invoker(container.select(BeanManager.class).get(), container.select(
                    jakarta.enterprise.context.control.RequestContextController.class)),
            new ContentReader(), new ContentWriter(), executor, clock, metrics);
    private final FakeTransport socket = FakeTransport.inline();
    private final ClientSession anna = session("anna", socket);

    @BeforeAll
    static void start() {
        container = SeContainerInitializer.newInstance().disableDiscovery().addExtensions(new CallExtension())
                .addBeanClasses(Prices.Desk.class, Prices.Visit.class, Prices.Helper.class).initialize();
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private ClientSession session(String user, FakeTransport transport) {
        ClientSession session = new ClientSession(user, Format.of(Dialect.JSON), "::1", transport, settings, clock);
        sessions.open(session);
        sessions.signIn(session, new Identity(user, Optional.empty(), Map.of()));
        return session;
    }

    private void call(String id, String method, String content) {
        service.call(anna, new Command.Call(id, method, Content.json(content)));
    }

    private String answer(String method, String content) {
        call("7", method, content);
        executor.runAll();
        return socket.messages().get(socket.messages().size() - 1);
    }

    private static String result(String content) {
        return "{\"type\":\"result\",\"id\":7,\"content\":" + content + '}';
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code, String remedy) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RefusedException.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code)).hasMessageContaining(remedy);
    }

    private void assertError(String answer, String code, String words) {
        assertThat(answer).startsWith("{\"type\":\"error\",\"id\":7,\"code\":\"" + code + '"').contains(words);
        assertThat(service.unanswered().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "order|{\"amount\":2,\"item\":\"bell\"}|{\"amount\":2,\"item\":\"bell for anna\"}",
        "echo|{\"b\": 1.10}|{\"b\": 1.10}",
        "echo|null|null",
        "value|[1,null]|[1,null]",
        "value|null|null",
        "object|{\"a\":1,\"b\":2}|2",
        "text|`\"é\"`|`\"<é>\"`",
        "sum|[1,2,3]|6",
        "half|3|1.5",
        "bytes|`\"AQID\"`|`\"AQID\"`",
        "nothing|{}|null",
        "helper.later|1|`\"done\"`",
    })
    void call_anyKindOfMethod_isAnswered(String method, String content, String result) {
        String answer = answer(method, content);

        assertThat(answer).startsWith(result(result).replaceFirst("}$", ""));
        assertThat(metrics.scrape()).contains("carillon_calls_total{outcome=\"ok\"} 1.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "half|`\"x\"`|int", "half|null|it is null", "half|{}|int", "text|5|it is no text", "object|[1]|JsonObject",
        "sum|[1,\"x\"]|List<java.lang.Integer>", "order|[1]|Order", "order|{\"amount\":\"many\"}|Order",
        "bytes|`\"%\"`|byte[]",
    })
    void call_contentThatDoesNotFit_isMalformedNamingTheMethod(String method, String content, String why) {
        String answer = answer(method, content);

        assertError(answer, "malformed", '\'' + method + '\'');
        assertThat(answer).contains(why);
    }

    @Test
    void call_runsNotOnTheCallersThread_andComesWhenItIsReady() {
        call("1", "later", "null");
        call("2", "echo", "2");
        assertThat(socket.messages()).as("nothing runs within the call").isEmpty();
        executor.runAll();
        assertThat(socket.messages()).singleElement().asString().contains("\"id\":2");
        container.select(Prices.Desk.class).get().later().complete("first");

        assertThat(socket.messages()).last().asString().contains("\"id\":1").contains("\"first\"");
    }

    @Test
    void call_refusedByTheMethod_getsItsCode() {
        assertError(answer("refuse", "null"), "conflict", "sold out");
    }

    @Test
    void call_methodFails_isInternalWithoutTheReason() {
        String answer = answer("fail", "null");

        assertError(answer, "internal", "its log says more");
        assertThat(answer).doesNotContain("secret");
        assertError(answer("unwritable", "null"), "internal", "its log says more");
    }

    @Test
    void call_answerTooLarge_isTooLarge() {
        assertThat(answer("large", "1022")).startsWith("{\"type\":\"result\"");
        assertError(answer("large", "1023"), "too_large", "carillon.limits.message");
    }

    @Test
    void call_eachInARequestOfItsOwn() {
        assertThat(answer("visit", "null")).isNotEqualTo(answer("visit", "null"));
    }

    @Test
    void call_dependentBean_isDestroyedAfterwards() {
        Prices.Helper.GONE.clear();
        assertThat(answer("helper", "null")).isEqualTo(result("true"));

        assertThat(Prices.Helper.GONE).hasSize(1);
    }

    @Test
    void call_withoutId_orUnknown_orByAGuest_isRefused() {
        assertRefused(() -> call("", "echo", "1"), ErrorCode.MALFORMED, "'id'");
        assertRefused(() -> call("1", "Echo", "1"), ErrorCode.NO_SUCH_METHOD, "'Echo'");
        FakeTransport other = FakeTransport.inline();
        ClientSession guest = session("guest:kim", other);
        assertRefused(() -> service.call(guest, new Command.Call("1", "text", Content.json("\"a\""))),
                ErrorCode.FORBIDDEN, "'text'");
        service.call(guest, new Command.Call("1", "echo", Content.json("1")));
        executor.runAll();

        assertThat(other.messages()).singleElement().asString().contains("\"result\"");
    }

    @Test
    void call_tooManyOfASession_refusedUntilOneIsAnswered() {
        call("1", "echo", "1");
        call("2", "echo", "1");
        assertRefused(() -> call("3", "echo", "1"), ErrorCode.TOO_MANY, "at most 2");
        executor.runAll();
        call("3", "echo", "1");

        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void call_executorFull_isUnavailableAndHoldsNoPlace() {
        executor.fill();
        IntStream.range(0, 3).forEach(i ->
                assertRefused(() -> call("1", "echo", "1"), ErrorCode.UNAVAILABLE, "busy"));

        assertThat(service.unanswered().sessions()).isZero();
    }

    @Test
    void sweep_timeIsOver_refusesOnceAndDropsTheLateAnswer() {
        call("7", "echo", "1");
        clock.advance(Duration.ofMillis(9_999));
        service.sweep();
        assertThat(socket.messages()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        service.sweep();
        service.sweep();
        executor.runAll();

        assertThat(socket.messages()).singleElement().asString().contains("\"unavailable\"").contains("10000 ms")
                .contains("\"retry\":true");
        assertThat(service.unanswered().sessions()).isZero();
        assertThat(metrics.scrape()).contains("outcome=\"late\"} 1.0");
    }

    @Test
    void sweep_methodStillHoldsItsThread_itsPlaceIsNotFree() {
        call("1", "echo", "1");
        call("2", "echo", "1");
        clock.advance(Duration.ofSeconds(11));
        service.sweep();
        assertRefused(() -> call("3", "echo", "1"), ErrorCode.TOO_MANY, "at most 2");
        executor.runAll();
        call("3", "echo", "1");

        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void drop_sessionEndsWhileItsCallRuns_leavesNothingBehind() {
        call("1", "echo", "1");
        sessions.close(anna, 1006, "");
        service.drop(anna);
        executor.runAll();

        assertThat(socket.messages()).isEmpty();
        assertThat(service.unanswered().sessions()).isZero();
        assertThat(service.unanswered().size()).isZero();
        call("2", "echo", "1");
        assertThat(service.unanswered().sessions()).as("came when it had ended").isZero();
    }
}
