package org.carillon.endpoint;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.channel.HistoryQuery;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.protocol.Command;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands of one session, each by one call of the service that does it, and turns refusals into
 * replies. Before it has signed in, a session may say nothing but {@code auth}, {@code login}, {@code ping} and
 * {@code pong}.
 */
final class CommandDispatcher implements Command.Handler {
    private static final Logger LOG = System.getLogger(CommandDispatcher.class.getName());

    private final ClientSession session;
    private final Services services;

    CommandDispatcher(ClientSession session, Services services) {
        this.session = session;
        this.services = services;
    }

    /** Carries out one command. */
    void dispatch(Command command) {
        try {
            command.to(this);
        } catch (RefusedException e) {
            session.reply(() -> refuse(command.id(), e));
        } catch (RuntimeException e) {
            session.reply(() -> fail(command.id(), e));
        }
    }

    /** Signs the session in: welcome, and the default channel for a client that speaks no protocol. */
    boolean signIn(Identity identity) {
        Optional<Disconnect> refusal = services.sessions().signIn(session, identity);
        if (refusal.isPresent()) {
            session.close(refusal.get());
            return false;
        }
        if (session.dialect() == Dialect.BARE) {
            services.channels().welcomeToDefault(session, services.welcome(session));
            session.welcome(List.of());
        } else {
            session.welcome(session.frames(services.welcome(session)));
        }
        return true;
    }

    @Override
    public void auth(Command.Auth command) {
        Optional<Identity> before = session.identity();
        Identity identity;
        try {
            identity = services.tokens().verify(command.token());
            if (!command.username().isEmpty() && !command.username().equals(identity.user())) {
                throw new RefusedException(ErrorCode.UNAUTHENTICATED, "the token is not that of the username");
            }
        } catch (RefusedException e) {
            failedAuth(command, e, before.isPresent() && before.get().guest());
            return;
        }
        if (before.isEmpty()) {
            if (signIn(identity)) {
                session.reply(succeeded(command, identity));
            }
        } else {
            renew(command, before.get(), identity);
        }
    }

    private void renew(Command.Auth command, Identity before, Identity identity) {
        if (!before.guest() && !before.user().equals(identity.user())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "a session may not become another user, open a new one");
        }
        Optional<Disconnect> refusal = services.sessions().signIn(session, identity);
        if (refusal.isPresent()) {
            session.close(refusal.get());
            return;
        }
        if (before.guest()) {
            services.channels().identityChanged(session, before);
        }
        session.reply(succeeded(command, identity));
    }

    private ServerMessage succeeded(Command.Auth command, Identity identity) {
        return new ServerMessage.AuthResult(
                command.id(), true, identity.user(), session.id(), identity.expires(), "");
    }

    /** A failed sign-in leaves a guest a guest, and ends any other session. */
    private void failedAuth(Command.Auth command, RefusedException e, boolean guest) {
        String reason = e.code().wireName() + ": " + e.getMessage();
        session.reply(new ServerMessage.AuthResult(command.id(), false, "", "", Optional.empty(), reason));
        if (guest) {
            session.refused(services.now());
        } else {
            boolean expired = e.code() == ErrorCode.TOKEN_EXPIRED;
            session.reply(() -> session.close(expired ? Disconnect.EXPIRED : Disconnect.UNAUTHENTICATED));
        }
    }

    @Override
    public void ping(Command.Ping command) {
        session.reply(new ServerMessage.Pong(command.id(), command.bare()));
    }

    @Override
    public void pong(Command.Pong command) {
        // That it came is all it says, and that was noted when it arrived.
    }

    @Override
    public void subscribe(Command.Subscribe command) {
        if (signedIn()) {
            session.reply(services.channels().subscribe(
                    session, command.id(), command.channel(), command.since(), command.presence()),
                    (answer, failure) -> answer(command.id(), answer, failure, Runnable::run));
        }
    }

    @Override
    public void unsubscribe(Command.Unsubscribe command) {
        if (signedIn()) {
            services.channels().unsubscribe(session, command.id(), command.channel());
        }
    }

    @Override
    public void publish(Command.Publish command) {
        if (signedIn()) {
            session.reply(services.channels().publish(session, draft(command, session.who())),
                    (receipt, failure) -> answer(command.id(), receipt, failure, done -> ack(command.id(), done)));
        }
    }

    private Draft draft(Command.Publish command, Identity sender) {
        String channel = command.channel().isEmpty() ? services.standardChannel() : command.channel();
        String owner = sender.guest() ? session.id() : sender.user();
        String key = command.key().isEmpty() ? "" : owner + '\n' + command.key();
        return new Draft(
                channel, command.kind(), sender.user(), sender.guest(), command.content(), command.slot(), key);
    }

    private void ack(String id, Broker.Receipt receipt) {
        if (!id.isEmpty()) {
            session.send(new ServerMessage.Ack(id, receipt.position(), receipt.duplicate()));
        }
    }

    /** Answers by the outcome of a command: the turn for the reply has come. */
    private <T> void answer(String id, @Nullable T outcome, @Nullable Throwable failure, Consumer<T> reply) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause() : failure;
        if (cause instanceof RefusedException refusal) {
            refuse(id, refusal);
        } else if (cause != null) {
            fail(id, cause);
        } else if (outcome != null) {
            reply.accept(outcome);
        }
    }

    @Override
    public void history(Command.History command) {
        if (signedIn()) {
            HistoryQuery query = new HistoryQuery(
                    command.channel(), command.since(), command.before(), command.limit());
            session.reply(services.channels().history(session, query),
                    (page, failure) -> answer(command.id(), page, failure, done -> session.send(
                            new ServerMessage.History(command.id(), command.channel(), done.position(),
                                    done.publications(), done.more()))));
        }
    }

    @Override
    public void send(Command.Send command) {
        unknown("send");
    }

    @Override
    public void received(Command.Received command) {
        unknown("received");
    }

    @Override
    public void call(Command.Call command) {
        unknown("call");
    }

    @Override
    public void chunk(Command.Chunk command) {
        unknown("chunk");
    }

    private void unknown(String type) {
        if (signedIn()) {
            throw new RefusedException(ErrorCode.UNKNOWN_TYPE, "the type '" + type + "' is not known here");
        }
    }

    @Override
    public void presence(Command.Presence command) {
        if (signedIn()) {
            session.reply(new ServerMessage.Presence(command.id(), command.channel(),
                    services.channels().members(session, command.channel())));
        }
    }

    @Override
    public void invalid(Command.Invalid command) {
        if (signedIn()) {
            throw new RefusedException(command.code(), command.message());
        }
    }

    /** Whether the session may go on; one that has not signed in is closed. */
    private boolean signedIn() {
        if (session.identity().isEmpty()) {
            session.close(Disconnect.UNAUTHENTICATED);
            return false;
        }
        return true;
    }

    private void refuse(String id, RefusedException e) {
        session.send(new ServerMessage.Refusal(id, e.code(), String.valueOf(e.getMessage())));
        if (!e.code().retry()) {
            session.refused(services.now());
        }
    }

    private void fail(String id, Throwable e) {
        LOG.log(Level.ERROR, "A command of session " + session.id() + " failed", e);
        session.send(new ServerMessage.Refusal(id, ErrorCode.INTERNAL, "the server failed, its log says more"));
    }
}
