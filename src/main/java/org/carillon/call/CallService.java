package org.carillon.call;

import jakarta.ejb.EJBException;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.node.CallSettings;
import org.carillon.node.Component;
import org.carillon.node.ContentWriter;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of clients by methods of the portal's beans, on threads of the container. An answer comes when it is
 * ready, whatever other commands wait for; one that comes too late is dropped.
 */
@Component
public class CallService {
    private static final Logger LOG = System.getLogger(CallService.class.getName());
    private static final Content NOTHING = Content.json("null");

    private final Invoker invoker;
    private final ContentReader reader;
    private final ContentWriter writer;
    private final Executor executor;
    private final Clock clock;
    private final CallSettings settings;
    private final int messageBytes;
    private final Metrics metrics;
    private final LongAdder millis;
    private final Unanswered unanswered;

    /** A service over the given parts. */
    @Inject
    CallService(
            Settings settings, Invoker invoker, ContentReader reader, ContentWriter writer, @Own Executor executor,
            @Own Clock clock, Metrics metrics) {
        this.invoker = invoker;
        this.reader = reader;
        this.writer = writer;
        this.executor = executor;
        this.clock = clock;
        this.settings = settings.call();
        this.messageBytes = settings.limits().message();
        this.metrics = metrics;
        this.millis = metrics.counter("carillon.calls.millis", "How long answered calls took together");
        this.unanswered = new Unanswered(settings.call().perSession());
        metrics.gauge("carillon.calls.unanswered", "Calls that wait for their answers", unanswered::size);
    }

    /**
     * Accepts a call; it is answered later.
     *
     * @throws RefusedException {@code malformed}, {@code no_such_method}, {@code forbidden}, {@code too_many} or
     *     {@code unavailable}
     */
    public void call(ClientSession session, Command.Call command) {
        try {
            accept(session, command);
        } catch (RefusedException e) {
            count(e.code().wireName());
            throw e;
        }
    }

    private void accept(ClientSession session, Command.Call command) {
        if (command.id().isEmpty()) {
            throw new RefusedException(ErrorCode.MALFORMED, "a call needs an 'id', its answer has it");
        }
        String name = command.method();
        CallMethod method = invoker.find(name).orElseThrow(() -> new RefusedException(
                ErrorCode.NO_SUCH_METHOD, "no bean answers calls of '" + name + "'"));
        Identity caller = session.who();
        if (caller.guest() && !method.guests()) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "guests may not call '" + name + "', sign in first");
        }
        PendingCall call = new PendingCall(session, command, clock.millis());
        if (!unanswered.add(call)) {
            throw new RefusedException(ErrorCode.TOO_MANY, "a session may have at most " + settings.perSession()
                    + " unanswered calls, wait for an answer");
        }
        try {
            executor.execute(() -> run(call, method, caller));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so a call is refused", e);
            unanswered.take(call);
            unanswered.returned(call);
            throw new RefusedException(ErrorCode.UNAVAILABLE, "the server is too busy for '" + name + "', try again");
        }
        if (session.ended()) { // while it was accepted: it was cleaned up too early to be found
            drop(session);
        }
    }

    /** Forgets the calls of a session that has ended; what still runs goes on, and nobody is told. */
    public void drop(ClientSession session) {
        unanswered.drop(session);
    }

    /** Refuses calls whose time is over; called by the server's timer. */
    public void sweep() {
        for (PendingCall call : unanswered.takeUntil(clock.millis() - settings.timeout().toMillis())) {
            refuse(call, new RefusedException(ErrorCode.UNAVAILABLE, "'" + call.command().method()
                    + "' did not answer within " + settings.timeout().toMillis()
                    + " ms; it may still be carried out"));
        }
    }

    /** The calls under way. */
    Unanswered unanswered() {
        return unanswered;
    }

    private void run(PendingCall call, CallMethod method, Identity caller) {
        try {
            Object result = invoker.invoke(method, arguments(method, call.command(), caller));
            if (result instanceof CompletionStage<?> later) {
                later.whenComplete((value, failure) -> answer(call, value, failure));
            } else {
                answer(call, result, null);
            }
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            answer(call, null, e);
        } finally {
            unanswered.returned(call);
        }
    }

    private @Nullable Object[] arguments(CallMethod method, Command.Call command, Identity caller) {
        @Nullable Object[] arguments = new Object[method.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            Type type = method.parameters().get(i);
            try {
                arguments[i] = type.equals(Identity.class) ? caller : reader.read(command.content(), type);
            } catch (IllegalArgumentException e) {
                throw new RefusedException(ErrorCode.MALFORMED, "the content of a call of '" + command.method()
                        + "' cannot be read as " + type.getTypeName() + ": " + e.getMessage());
            }
        }
        return arguments;
    }

    /** Answers, if nobody has done so. */
    private void answer(PendingCall call, @Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            fail(call, unwrapped(failure));
            return;
        }
        Content content;
        try {
            content = result == null ? NOTHING : writer.write(result);
        } catch (RuntimeException | StackOverflowError e) {
            fail(call, e);
            return;
        }
        if (Frame.utf8Length(content.json()) > messageBytes) {
            fail(call, new RefusedException(ErrorCode.TOO_LARGE, "the answer of '" + call.command().method()
                    + "' is larger than " + messageBytes + " bytes (carillon.limits.message)"));
        } else if (taken(call)) {
            count("ok");
            call.session().send(new ServerMessage.Result(call.command().id(), content));
        }
    }

    private void fail(PendingCall call, Throwable failure) {
        RefusedException refusal;
        if (failure instanceof RefusedException expected) {
            refusal = expected;
        } else {
            LOG.log(Level.ERROR, "The call of '" + call.command().method() + "' failed", failure);
            refusal = new RefusedException(ErrorCode.INTERNAL, "the server failed, its log says more");
        }
        if (taken(call)) {
            refuse(call, refusal);
        }
    }

    private boolean taken(PendingCall call) {
        boolean first = unanswered.take(call);
        if (first) {
            millis.add(clock.millis() - call.time());
        } else {
            count("late");
        }
        return first;
    }

    private void refuse(PendingCall call, RefusedException e) {
        count(e.code().wireName());
        ClientSession session = call.session();
        session.send(new ServerMessage.Refusal(call.command().id(), e.code(), String.valueOf(e.getMessage())));
        if (!e.code().retry()) {
            session.refused(clock.millis());
        }
    }

    private void count(String outcome) {
        metrics.count("carillon.calls", "Calls of clients", "outcome", outcome);
    }

    /** What was thrown, without what containers and stages put around it. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null && (inner instanceof InvocationTargetException
                || inner instanceof CompletionException || inner instanceof EJBException)) {
            inner = inner.getCause();
        }
        return inner;
    }
}
